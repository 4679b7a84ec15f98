"""x"""
def f(): return 1
