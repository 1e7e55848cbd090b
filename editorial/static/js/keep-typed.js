/* What is typed survives a reload, a crash of the page and a sign-in in between. A form[data-keep] bears `data-changed`
   while something typed is not saved; the event "typed:forget" on it says that it no longer counts. */
{
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
  const key = (form) => `desk:${form.dataset.keep}:${form.elements.version ? form.elements.version.value : ""}`;
  const opened = new WeakMap();
  const compare = (form) => form.toggleAttribute("data-changed", opened.get(form) !== read(form));

  const open = (form) => {
    if (opened.has(form)) return;
    opened.set(form, "unsaved" in form.dataset ? "" : read(form));
    const kept = sessionStorage.getItem(key(form));
    if (kept) write(form, kept);
    compare(form);
    const first = form.querySelector("textarea:not([aria-hidden])");
    if (first && form.hasAttribute("hx-post")) first.focus();
  };
  const openAll = (within) => {
    for (const form of within.querySelectorAll("form[data-keep]")) open(form);
  };
  const forget = (form) => {
    sessionStorage.removeItem(key(form));
    opened.set(form, read(form));
    compare(form);
  };

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (!form) return;
    sessionStorage.setItem(key(form), read(form));
    compare(form);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-keep]:not([hx-post])")) forget(event.target);
  });
  document.addEventListener("click", (event) => {
    const cancel = event.target.closest("[data-cancel]");
    if (cancel) forget(cancel.closest(".editing").querySelector("form[data-keep]"));
  });
  document.addEventListener("typed:forget", (event) => forget(event.target));
  document.addEventListener("htmx:load", (event) => openAll(event.detail.elt));
  addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-keep][data-changed]")) event.preventDefault();
  });
  openAll(document);
}
