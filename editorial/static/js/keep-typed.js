/* What is typed survives a reload, a crash of the page or of the server, and a sign-in in between: every form with a text
   in it is kept in this browser, for the account that typed it, until it is sent and taken. A form[data-keep] bears
   `data-changed` while something typed is not saved; the event "typed:forget" on a form says that it no longer counts. */
{
  const KEPT = "form[data-keep], form[method=post]:has(textarea)";
  const account = document.body.dataset.account || "";
  const fields = (form) =>
    [...form.elements].filter(
      (field) => field.name && !["hidden", "file", "submit", "button", "password"].includes(field.type),
    );
  const isBox = (field) => ["checkbox", "radio"].includes(field.type);
  const read = (form) =>
    JSON.stringify(fields(form).map((field) => [field.name, isBox(field) ? [field.value, field.checked] : field.value]));
  const write = (form, kept) => {
    for (const [name, value] of JSON.parse(kept)) {
      for (const field of fields(form)) {
        if (field.name !== name) continue;
        if (isBox(field)) {
          if (field.value === value[0]) field.checked = value[1];
        } else field.value = value;
      }
      if (Array.isArray(value) && value[1]) form.dispatchEvent(new CustomEvent("typed:cited", { detail: value[0] }));
    }
  };
  // The version is among what is kept, not in the name: a text that was typed on an older one is not lost for that.
  const key = (form) => `desk:${account}:${location.pathname}:${form.dataset.keep || form.getAttribute("action") || ""}`;
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
      const fold = form.closest("details");
      if (fold) fold.open = true;
    }
    compare(form);
    const first = form.querySelector("textarea:not([aria-hidden]), input[type=text]");
    if (!first || !form.matches("[data-keep][hx-post]")) return;
    first.focus();
    first.setSelectionRange?.(first.value.length, first.value.length);
  };
  const openAll = (within) => {
    if (within.matches?.(KEPT)) open(within);
    for (const form of within.querySelectorAll(KEPT)) open(form);
  };
  const forget = (form) => {
    localStorage.removeItem(key(form));
    opened.set(form, read(form));
    compare(form);
  };

  document.addEventListener("input", (event) => {
    const form = event.target.closest(KEPT);
    if (!form) return;
    const kept = { version: form.elements.version?.value, typed: read(form) };
    localStorage.setItem(key(form), JSON.stringify(kept));
    compare(form);
  });
  // Sent in place: forgotten when it was taken. A refusal, a lost session and a lost server leave it where it is.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    const form = requestConfig.elt.closest(KEPT);
    if (form && [200, 204].includes(xhr.status) && !xhr.responseURL.includes("/accounts/login/")) forget(form);
  });
  // Sent as a page of its own: what was taken is answered with a redirect to another page of the house.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches(KEPT) || form.hasAttribute("hx-post")) return;
    sessionStorage.setItem("desk:sent", key(form));
    opened.set(form, read(form));
    compare(form);
  });
  const sent = sessionStorage.getItem("desk:sent");
  sessionStorage.removeItem("desk:sent");
  const [came] = performance.getEntriesByType("navigation");
  if (sent && came?.redirectCount && !location.pathname.startsWith("/accounts/")) localStorage.removeItem(sent);

  document.addEventListener("click", (event) => {
    const cancel = event.target.closest("[data-cancel]");
    const form = cancel?.closest(".editing, form")?.querySelector("form[data-keep]") || cancel?.closest("form");
    if (form) forget(form);
  });
  document.addEventListener("typed:forget", (event) => forget(event.target));
  document.addEventListener("htmx:load", (event) => openAll(event.detail.elt));
  addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-keep][data-changed]")) event.preventDefault();
  });
  openAll(document);
}
