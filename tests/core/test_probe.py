from tests.core.door import f
def test_x(client, catalog):
    assert f() == 1
    r = client.get("/"); print(r.headers, r.cookies)
    r = client.post("/tai-khoan/vao/", {"login": "0912 345 678"})
    print(r.status_code, r.headers)
    r = client.get(r["Location"]); print(r.status_code)
    print(r.content.decode()[:3000])
