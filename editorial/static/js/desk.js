/* The desk with scripts on: a statement opens where it stands, what is typed is kept, "@" offers the references.
   Every link and form works without this file. */
(() => {
  const KEPT = "desk:";

  /* Clicking the text of a statement opens it, unless something in it was meant. */
  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-edit] > p:first-child");
    if (!place || event.target.closest("a, button") || String(getSelection())) return;
    place.parentElement.querySelector(".edit-link").click();
  });

  /* What is typed survives a reload, a crash of the page and a sign-in in between. */
  const fields = (form) =>
    [...form.elements].filter((field) => field.name && !["hidden", "file", "submit"].includes(field.type));
  const read = (form) =>
    JSON.stringify(
      fields(form).map((field) => [field.name, field.type === "checkbox" ? [field.value, field.checked] : field.value]),
    );
  const write = (form, kept) => {
    for (const [name, value] of JSON.parse(kept)) {
      for (const field of fields(form)) {
        if (field.name !== name) continue;
        if (field.type === "checkbox") {
          if (field.value === value[0]) field.checked = value[1];
        } else field.value = value;
      }
    }
  };
  const key = (form) => `${KEPT}${form.dataset.keep}:${form.elements.version ? form.elements.version.value : ""}`;
  const opened = new WeakMap();
  const open = (form) => {
    if (opened.has(form)) return;
    opened.set(form, "unsaved" in form.dataset ? "" : read(form));
    const kept = sessionStorage.getItem(key(form));
    if (kept) write(form, kept);
    offerReferences(form);
    const first = form.querySelector("textarea:not([aria-hidden])");
    if (first && form.hasAttribute("hx-post")) first.focus();
  };
  const isChanged = (form) => opened.has(form) && opened.get(form) !== read(form);
  const forget = (form) => {
    sessionStorage.removeItem(key(form));
    opened.set(form, read(form));
  };

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (form) sessionStorage.setItem(key(form), read(form));
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-keep]:not([hx-post])")) forget(event.target);
  });
  addEventListener("beforeunload", (event) => {
    if ([...document.querySelectorAll("form[data-keep]")].some(isChanged)) event.preventDefault();
  });

  /* Leaving a statement saves it; Escape closes it when nothing was changed. */
  document.addEventListener("focusout", (event) => {
    const form = event.target.closest("form[data-keep][hx-post]");
    if (!form || !event.relatedTarget || form.parentElement.contains(event.relatedTarget)) return;
    if (isChanged(form) && form.checkValidity()) form.requestSubmit();
  });
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form[data-keep][hx-post]");
    if (form && event.key === "Escape" && !isChanged(form)) form.querySelector("[data-cancel]").click();
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    const cancel = event.target.closest("[data-cancel]");
    if (cancel) forget(cancel.closest(".editing").querySelector("form[data-keep]"));
  });

  /* A refusal is an answer too: show the form that comes with it. A lost session is not. */
  const say = (form, text) => {
    const trouble = form.querySelector("[data-trouble]");
    trouble.textContent = text;
    trouble.hidden = false;
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    const form = requestConfig.elt.closest("form[data-keep]");
    if (xhr.responseURL.includes("/accounts/login/")) {
      event.detail.shouldSwap = false;
      if (form) say(form, form.dataset.signedOut);
      else location.reload();
    } else if ([409, 422].includes(xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    } else if (form && xhr.status === 200) {
      forget(form);
    }
  });
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const form = event.detail.elt.closest("form[data-keep]");
      if (form)
        say(form, event.detail.xhr && event.detail.xhr.status === 403 ? form.dataset.signedOut : form.dataset.offline);
    });
  }
  document.addEventListener("htmx:load", (event) => {
    for (const form of event.detail.elt.querySelectorAll("form[data-keep]")) open(form);
  });

  /* "@" in a text offers the references that are in the list; choosing one ticks it. The text keeps the focus, and
     the arrow keys walk through its listbox (ARIA Authoring Practices, list autocomplete). It stays a textbox: ARIA in
     HTML gives a textarea no other role. */
  const offerReferences = (form) => {
    const boxes = [...form.querySelectorAll("input[name=citations]")];
    if (!boxes.length) return;
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

  const start = () => {
    for (const form of document.querySelectorAll("form[data-keep]")) open(form);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
