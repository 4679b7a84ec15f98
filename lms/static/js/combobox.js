/**
 * Choosing one of a list while typing (WAI-ARIA combobox with list autocomplete).
 * Without script the input is a plain text field and the server finds the place.
 * Markup: <div class="combobox" data-options="/address/"><input name="…"></div>; the address
 * answers "?<name>=<typed>" with <li role="option"> elements.
 */
for (const box of document.querySelectorAll(".combobox[data-options]")) attach(box);

function attach(box) {
  const input = box.querySelector("input");
  const list = document.createElement("ul");
  list.id = `${input.id}-list`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Các nơi khớp");
  list.hidden = true;
  box.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"],
    ["aria-controls", list.id], ["aria-expanded", "false"]]) input.setAttribute(name, value);

  let asked = 0;
  let timer;

  async function ask() {
    const mine = ++asked;
    const query = new URLSearchParams({ [input.name]: input.value });
    let options;
    try {
      const answer = await fetch(`${box.dataset.options}?${query}`);
      options = answer.ok ? await answer.text() : "";
    } catch {
      options = ""; // no signal: what is typed is enough
    }
    if (mine !== asked) return; // a later letter was faster
    list.innerHTML = options;
    show(list.children.length > 0 && document.activeElement === input);
  }

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) mark(null);
  }

  function mark(option) {
    for (const other of list.children) other.setAttribute("aria-selected", String(other === option));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function choose(option) {
    input.value = option.textContent.trim();
    asked++;
    show(false);
  }

  function step(by) {
    const options = [...list.children];
    if (list.hidden || !options.length) return ask();
    const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    mark(options[(now + by + options.length + (now < 0 && by < 0 ? 1 : 0)) % options.length]);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  input.addEventListener("keydown", (event) => {
    const marked = list.querySelector('[aria-selected="true"]');
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Enter" && marked) choose(marked);
    else if (event.key === "Escape" && !list.hidden) show(false);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => setTimeout(() => show(false), 150));
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest('[role="option"]');
    if (!option) return;
    event.preventDefault(); // keep the focus where it is
    choose(option);
  });
}
