/* What is typed survives a reload, a crash of the page or of the server, and a sign-in in between: kept in this browser
   for the account that typed it. A form[data-keep] bears `data-changed` while something typed is not saved; the event
   "typed:forget" on it says that it no longer counts. */
{
  const account = document.body.dataset.account || "";
  const fields = (form) =>
    [...form.elements].filter(
      (field) => field.name && !["hidden", "file", "submit", "button", "password"].includes(field.type),
    );
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
      if (Array.isArray(value) && value[1]) form.dispatchEvent(new CustomEvent("typed:cited", { detail: value[0] }));
    }
  };
  // The version is among what is kept, not in the name: a text that was typed on an older one is not lost for that.
  const key = (form) => `desk:${account}:${location.pathname}:${form.dataset.keep}`;
  const opened = new WeakMap();
  const compare = (form) => form.toggleAttribute("data-changed", opened.get(form) !== read(form));

  const open = (form) => {
    if (opened.has(form)) return;
    opened.set(form, "unsaved" in form.dataset ? "" : read(form));
    const kept = localStorage.getItem(key(form));
    if (kept && !("unsaved" in form.dataset)) {
      const { version, typed } = JSON.parse(kept);
      write(form, typed);
      if (form.elements.version && version) form.elements.version.value = version;
    }
    compare(form);
    const first = form.querySelector("textarea:not([aria-hidden]), input[type=text]");
    if (!first || !form.hasAttribute("hx-post")) return;
    first.focus();
    first.setSelectionRange?.(first.value.length, first.value.length);
  };
  const openAll = (within) => {
    for (const form of within.querySelectorAll("form[data-keep]")) open(form);
  };
  const forget = (form) => {
    localStorage.removeItem(key(form));
    opened.set(form, read(form));
    compare(form);
  };

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (!form) return;
    const kept = { version: form.elements.version?.value, typed: read(form) };
    localStorage.setItem(key(form), JSON.stringify(kept));
    compare(form);
  });
  // Sent as a page of its own: kept until the answer shows that it arrived, which is the page that follows (below).
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-keep]:not([hx-post])")) return;
    sessionStorage.setItem("desk:sent", key(form));
    opened.set(form, read(form));
    compare(form);
  });
  const sent = sessionStorage.getItem("desk:sent");
  if (sent) {
    sessionStorage.removeItem("desk:sent");
    const isBack = [...document.querySelectorAll("form[data-keep]")].some((form) => key(form) === sent);
    if (!isBack && account) localStorage.removeItem(sent);
  }
  document.addEventListener("click", (event) => {
    const cancel = event.target.closest("[data-cancel]");
    const form = cancel?.closest(".editing, form")?.querySelector("form[data-keep]") || cancel?.closest("form[data-keep]");
    if (form) forget(form);
  });
  document.addEventListener("typed:forget", (event) => forget(event.target));
  document.addEventListener("htmx:load", (event) => openAll(event.detail.elt));
  addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-keep][data-changed]")) event.preventDefault();
  });
  openAll(document);
}
