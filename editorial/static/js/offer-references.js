/* "@" in a text offers the references of the article; choosing one ticks it. The text keeps the focus, and the arrow keys
   walk through its listbox (ARIA Authoring Practices, list autocomplete). It stays a textbox: ARIA in HTML gives a
   textarea no other role. In place a form draws only what is cited; the page has the list of all once.
   Nothing has to be chosen: the first letters of a key, or a number of the list, are taken when the word ends (a space, a
   comma, Tab), "@" alone for what was cited last. What was taken is told, and Backspace takes it back; what may be several
   stays as it is written. The server reads by the same rule (desk/draft/citing.py). */
{
  const done = new WeakSet();
  const AT_CARET = /(?:^|[^\p{L}\p{N}_@])(@[\p{L}\p{N}_:.-]*)$/u;
  const ENDED = /(?:^|[^\p{L}\p{N}_@])(@[\p{L}\p{N}_](?:[\p{L}\p{N}_:.-]*[\p{L}\p{N}_])?)[:.-]*[\s,;!?)]$/u;
  const LABEL = /^(\d+)\. @(.+?)(?: – .*)?$/s;
  const boxesOf = (form) => [...form.querySelectorAll("input[name=citations]")];
  const offerOf = (pk, label) => {
    const [, number = "", key = ""] = LABEL.exec(label) || [];
    return { pk, label, number, key: key.toLowerCase() };
  };
  const offersOf = (form) => {
    const listed = document.querySelectorAll("#reference-offers li");
    if (listed.length && form.querySelector("[data-citations]"))
      return [...listed].map((item) => offerOf(item.dataset.reference, item.textContent.trim()));
    return boxesOf(form).map((box) => offerOf(box.value, box.closest("label").textContent.trim()));
  };
  // What a word after "@" may mean.
  const meant = (form, word) => {
    const offers = offersOf(form);
    const named = offers.filter(({ key }) => key === word);
    const begun = named.length ? named : offers.filter(({ key }) => key.startsWith(word));
    return begun.length ? begun : offers.filter(({ number }) => number === word);
  };
  // What was cited last in this form, before it was emptied; else by the statement above it.
  const above = (form) => {
    const isBefore = (cites) => form.compareDocumentPosition(cites) & Node.DOCUMENT_POSITION_PRECEDING;
    const cites = [...document.querySelectorAll("#text .editable .cites")].filter(isBefore).pop();
    const number = cites?.lastElementChild?.hash.slice("#ref-".length);
    const ticked = new Set(boxesOf(form).map((box) => box.checked && box.value));
    const offers = offersOf(form).filter(({ pk }) => !ticked.has(pk));
    return offers.find(({ pk }) => pk === form.dataset.cited) || offers.find((each) => each.number === number);
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
    if (!box || box.checked) return false;
    box.checked = true;
    if (place) place.hidden = false;
    form.dataset.cited = pk;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  };
  const untick = (form, { pk }) => {
    const box = boxesOf(form).find((each) => each.value === pk);
    if (!box) return;
    box.checked = false;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  // What was ticked and is kept by keep-typed.js although the form draws it no more.
  document.addEventListener("typed:cited", (event) => {
    const form = event.target;
    const offer = offersOf(form).find((each) => each.pk === event.detail);
    if (offer && !boxesOf(form).some((box) => box.value === offer.pk)) tick(form, offer);
  });

  const offerReferences = (form) => {
    const texts = form.querySelectorAll("textarea[name=professional], textarea[name=plain]");
    if (done.has(form) || !texts.length) return;
    done.add(form);
    const said = document.createElement("p");
    said.className = "cited-now saved";
    said.setAttribute("role", "status");
    texts[0].closest(".wordings").after(said);
    form.addEventListener("typed:forget", () => said.replaceChildren());
    takeBack(form, said);
    for (const text of texts) offerIn(form, text, said);
  };

  // Backspace, right after a source was taken, makes it text again.
  const taken = new WeakMap(); // by form
  const takeBack = (form, said) => {
    form.addEventListener("keydown", (event) => {
      const last = taken.get(form);
      if (!last || ["Tab", "Shift"].includes(event.key)) return;
      taken.delete(form);
      if (event.key !== "Backspace" || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      if (last.isNew) untick(form, last.reference);
      last.text.setRangeText(last.words, last.start, last.start, "end");
      last.text.focus();
      said.textContent = `${form.dataset.takenBack} ${last.reference.label}`;
      last.text.dispatchEvent(new Event("input", { bubbles: true }));
    });
    form.addEventListener("mousedown", () => taken.delete(form));
  };

  const offerIn = (form, text, said) => {
    const list = document.createElement("ul");
    list.className = "cite-offers";
    list.id = `${text.id}-offers`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.offers);
    text.after(list);
    for (const [name, value] of [
      ["aria-autocomplete", "list"],
      ["aria-haspopup", "listbox"],
      ["aria-controls", list.id],
    ])
      text.setAttribute(name, value);
    let at = -1,
      isPicked = false; // with the arrow keys
    const close = () => {
      list.hidden = true;
      list.replaceChildren();
      at = -1;
      isPicked = false;
      text.removeAttribute("aria-activedescendant");
    };
    const mark = (next) => {
      at = (next + list.children.length) % list.children.length;
      for (const [number, item] of [...list.children].entries())
        item.setAttribute("aria-selected", String(number === at));
      text.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    };
    // The words from `start` on were a source; the space before them goes with them where nothing follows.
    const take = (reference, start, words) => {
      const before = text.value.slice(0, start);
      const from = before.trimEnd().length || 0;
      const gone = text.value.slice(from, start + words.length);
      text.setRangeText("", from, start + words.length, "preserve");
      close();
      const isNew = tick(form, reference);
      said.textContent = `${form.dataset.citedNow} ${reference.label}. ${form.dataset.takeBack || ""}`;
      text.dispatchEvent(new Event("input", { bubbles: true }));
      taken.set(form, { text, start: from, words: gone, reference, isNew });
    };
    const wordAt = (pattern) => {
      const before = text.value.slice(0, text.selectionStart);
      const found = pattern.exec(before);
      return found && { words: found[1], start: found.index + found[0].indexOf("@") };
    };
    const choose = (reference) => {
      const { words, start } = wordAt(AT_CARET);
      take(reference, start, words);
      text.focus();
    };
    // The word is at its end: taken when it is clear, told when it is not.
    const end = ({ words, start }, isTab) => {
      const word = words
        .slice(1)
        .replace(/[:.-]+$/, "")
        .toLowerCase();
      if (!word) {
        const last = isTab && !list.hidden && above(form);
        if (last) take(last, start, words);
        return;
      }
      const found = meant(form, word);
      if (found.length === 1 && !found[0].key.startsWith(`${word} `)) take(found[0], start, `@${word}`);
      else if (found.length > 1)
        said.textContent = `${form.dataset.several} ${found.map(({ key }) => `@${key}`).join(", ")}`;
      else if (!found.length) said.textContent = `${form.dataset.unknown} ${words}`;
    };
    const offer = ({ reference, label }, number) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${number}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.textContent = label;
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => choose(reference));
      item.reference = reference;
      return item;
    };
    // Those whose key or number begins so first; for "@" alone what was cited last.
    const matching = (wanted) => {
      const offers = offersOf(form);
      const last = !wanted && above(form);
      const isFirst = ({ key, number }) => wanted && (key.startsWith(wanted) || number === wanted);
      const rest = offers.filter((each) => each !== last && each.label.toLowerCase().includes(wanted));
      const sorted = [...rest.filter(isFirst), ...rest.filter((each) => !isFirst(each))];
      const all = sorted.map((reference) => ({ reference, label: reference.label }));
      if (last) all.unshift({ reference: last, label: `${form.dataset.above || ""} ${last.label}`.trim() });
      return all.slice(0, 6);
    };
    text.addEventListener("input", (event) => {
      if (event.isTrusted) taken.delete(form);
      const ended = event.inputType?.startsWith("insert") && wordAt(ENDED);
      if (ended) end(ended);
      const found = wordAt(AT_CARET);
      const offers = found ? matching(found.words.slice(1).toLowerCase()) : [];
      close();
      if (!offers.length) return;
      list.replaceChildren(...offers.map(offer));
      list.hidden = false;
      mark(0);
    });
    text.addEventListener("blur", close);
    text.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Tab" && !event.shiftKey) {
        const found = wordAt(AT_CARET);
        if (found && isPicked) choose(list.children[at].reference);
        else if (found) end(found, true);
        return;
      }
      if (list.hidden) return;
      if (["ArrowDown", "ArrowUp"].includes(event.key)) {
        mark(at + (event.key === "ArrowDown" ? 1 : -1));
        isPicked = true;
      } else if (event.key === "Enter") choose(list.children[at].reference);
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
