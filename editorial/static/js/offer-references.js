/* "@" in a text offers the references of the article; choosing one ticks it. The text keeps the focus, and the arrow keys
   walk through its listbox (ARIA Authoring Practices, list autocomplete). It stays a textbox: ARIA in HTML gives a
   textarea no other role. In place a form draws only what is cited; the page has the list of all once. */
{
  const done = new WeakSet();
  const boxesOf = (form) => [...form.querySelectorAll("input[name=citations]")];
  const labelOf = (box) => box.closest("label").textContent.trim();
  const offersOf = (form) => {
    const listed = document.querySelectorAll("#reference-offers li");
    if (listed.length && form.querySelector("[data-citations]"))
      return [...listed].map((item) => ({ pk: item.dataset.reference, label: item.textContent.trim() }));
    return boxesOf(form).map((box) => ({ pk: box.value, label: labelOf(box) }));
  };
  const tick = (form, { pk, label }) => {
    let box = boxesOf(form).find((each) => each.value === pk);
    const place = form.querySelector("[data-citations]");
    if (!box && place) {
      const made = document.createElement("label");
      made.className = "choice";
      box = Object.assign(document.createElement("input"), { type: "checkbox", name: "citations", value: pk });
      made.append(box, ` ${label}`);
      place.querySelector("div").append(made);
    }
    if (!box) return;
    box.checked = true;
    if (place) place.hidden = false;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  // What was ticked and is kept by keep-typed.js although the form draws it no more.
  document.addEventListener("typed:cited", (event) => {
    const form = event.target;
    const offer = offersOf(form).find((each) => each.pk === event.detail);
    if (offer && !boxesOf(form).some((box) => box.value === offer.pk)) tick(form, offer);
  });

  const offerReferences = (form) => {
    if (done.has(form)) return;
    done.add(form);
    for (const text of form.querySelectorAll("textarea[name=professional], textarea[name=plain]")) offerIn(form, text);
  };
  const offerIn = (form, text) => {
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
    const choose = (reference) => {
      const end = text.selectionStart;
      text.setRangeText("", end - typed, end, "end");
      close();
      text.focus();
      said.textContent = `${form.dataset.citedNow} ${reference.label}`;
      tick(form, reference);
      text.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const offer = (reference, number) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${number}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.textContent = reference.label;
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => choose(reference));
      item.reference = reference;
      return item;
    };
    text.addEventListener("input", () => {
      const found = /(?:^|[^\w@])(@[\w:.-]*)$/.exec(text.value.slice(0, text.selectionStart));
      const wanted = found ? found[1].slice(1).toLowerCase() : "";
      const matches = ({ label }) => label.toLowerCase().includes(wanted);
      const matching = found ? offersOf(form).filter(matches).slice(0, 6) : [];
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
      else if (event.key === "Enter") choose(list.children[at].reference);
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
