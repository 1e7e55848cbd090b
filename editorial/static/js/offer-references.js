/* "@" in a text offers the references that are in the list; choosing one ticks it. The text keeps the focus, and the
   arrow keys walk through its listbox (ARIA Authoring Practices, list autocomplete). It stays a textbox: ARIA in HTML
   gives a textarea no other role. Loaded after keep-typed.js, which ticks again what was ticked. */
{
  const done = new WeakSet();
  const offerReferences = (form) => {
    const boxes = [...form.querySelectorAll("input[name=citations]")];
    if (!boxes.length || done.has(form)) return;
    done.add(form);
    const label = (box) => box.closest("label").textContent.trim();
    const count = form.querySelector("[data-cited]");
    const recount = () => {
      if (count) count.textContent = boxes.filter((box) => box.checked).length;
    };
    for (const box of boxes) box.addEventListener("change", recount);
    recount();
    for (const text of form.querySelectorAll("textarea[name=professional], textarea[name=plain]"))
      offerIn(form, text, boxes, label, recount);
  };
  const offerIn = (form, text, boxes, label, recount) => {
    const list = document.createElement("ul");
    list.className = "cite-offers";
    list.id = `${text.id}-offers`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.offers);
    const said = document.createElement("p");
    said.className = "cited-now saved";
    said.setAttribute("role", "status");
    text.after(list);
    text.closest(".wordings").after(said);
    for (const [name, value] of [
      ["aria-autocomplete", "list"],
      ["aria-haspopup", "listbox"],
      ["aria-controls", list.id],
    ])
      text.setAttribute(name, value);
    let at = -1,
      typed = 0;
    const close = () => {
      list.hidden = true;
      list.replaceChildren();
      at = -1;
      text.removeAttribute("aria-activedescendant");
    };
    const mark = (next) => {
      at = (next + list.children.length) % list.children.length;
      for (const [number, item] of [...list.children].entries())
        item.setAttribute("aria-selected", String(number === at));
      text.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    };
    const choose = (box) => {
      const end = text.selectionStart;
      text.setRangeText("", end - typed, end, "end");
      box.checked = true;
      close();
      text.focus();
      recount();
      said.textContent = `${form.dataset.citedNow} ${label(box)}`;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const offer = (box, number) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${number}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.textContent = label(box);
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => choose(box));
      item.box = box;
      return item;
    };
    text.addEventListener("input", () => {
      const found = /(?:^|[^\w@])(@[\w:.-]*)$/.exec(text.value.slice(0, text.selectionStart));
      const wanted = found ? found[1].slice(1).toLowerCase() : "";
      const matching = found ? boxes.filter((box) => label(box).toLowerCase().includes(wanted)).slice(0, 6) : [];
      close();
      if (!matching.length) return;
      typed = found[1].length;
      list.replaceChildren(...matching.map(offer));
      list.hidden = false;
      mark(0);
    });
    text.addEventListener("blur", close);
    text.addEventListener("keydown", (event) => {
      if (list.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "ArrowDown") mark(at + 1);
      else if (event.key === "ArrowUp") mark(at - 1);
      else if (event.key === "Enter") choose(list.children[at].box);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  };

  const offerAll = (within) => {
    for (const form of within.querySelectorAll("form[data-keep]")) offerReferences(form);
  };
  document.addEventListener("htmx:load", (event) => offerAll(event.detail.elt));
  offerAll(document);
}
