/* What is typed survives a reload, a crash of the page or of the server, and a sign-in in between: every form with a text
   in it is kept in this browser, for the account that typed it, until it is sent and taken. A form[data-keep] bears
   `data-changed` while something typed is not saved; the event "typed:forget" on a form says that it no longer counts,
   "typed:rename" that it goes on under another name; "typed:sent" and "typed:saved" that what it held when it was sent is
   saved now, while it stays open. form[data-settles] names what it takes along when it is taken. */
{
  const KEPT = "form[data-keep], form[method=post]:has(textarea)";
  const account = document.body.dataset.account || "";
  const fields = (form) =>
    [...form.elements].filter(
      (field) => field.name && !["hidden", "file", "submit", "button", "password"].includes(field.type),
    );
  const isBox = (field) => ["checkbox", "radio"].includes(field.type);
  const read = (form) =>
    JSON.stringify(
      fields(form).map((field) => [field.name, isBox(field) ? [field.value, field.checked] : field.value]),
    );
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
  const named = (name) => `desk:${account}:${location.pathname}:${name}`;
  const key = (form) => named(form.dataset.keep || form.getAttribute("action") || "");
  const opened = new WeakMap();
  const left = new WeakMap(); // what a form held when it was sent
  const store = (name, text) => {
    try {
      localStorage.setItem(name, text);
    } catch {
      // The browser has no more room: the text stands in the form, and leaving the page asks first.
    }
  };
  const keep = (form, name = key(form)) =>
    store(name, JSON.stringify({ version: form.elements.version?.value, typed: read(form) }));
  const compare = (form) => form.toggleAttribute("data-changed", opened.get(form) !== read(form));

  const open = (form) => {
    if (opened.has(form)) return;
    opened.set(form, "unsaved" in form.dataset ? "" : read(form));
    if ("rest" in form.dataset) keep(form);
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
    compare(form);
    if (form.hasAttribute("data-changed")) keep(form);
    else localStorage.removeItem(key(form));
  });
  // The same form in another tab has one name with this one: what is typed here stays, whatever is done there.
  const here = Math.random().toString(36).slice(2);
  addEventListener("storage", (event) => {
    for (const form of document.querySelectorAll("form[data-changed]"))
      if (event.key === key(form) && opened.has(form)) keep(form, event.newValue ? `${key(form)}:${here}` : key(form));
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt.closest(KEPT);
    if (form) left.set(form, read(form));
  });
  // Sent in place: forgotten when it was taken. A refusal, a lost session and a lost server leave it where it is. What
  // was typed while the answer was on its way was not taken: it is kept for the form as it will be opened next.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    const form = requestConfig.elt.closest(KEPT);
    if (!form || ![200, 204].includes(xhr.status) || xhr.responseURL.includes("/accounts/login/")) return;
    const typed = read(form);
    const isMore = form === requestConfig.elt && left.has(form) && left.get(form) !== typed;
    forget(form);
    if (!isMore) return;
    store(key(form), JSON.stringify({ typed }));
    document.dispatchEvent(new CustomEvent("typed:later", { detail: form }));
  });
  // Sent as a page of its own: what was taken is answered with a redirect to another page of the house.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("hx-post")) return;
    const own = form.matches(KEPT) ? [key(form)] : [];
    const along = "settles" in form.dataset ? [named(form.dataset.settles)] : [];
    if (own.length + along.length) sessionStorage.setItem("desk:sent", JSON.stringify([...own, ...along]));
    if (!own.length) return;
    opened.set(form, read(form));
    compare(form);
  });
  const sent = JSON.parse(sessionStorage.getItem("desk:sent") || "[]");
  sessionStorage.removeItem("desk:sent");
  const [came] = performance.getEntriesByType("navigation");
  if (came?.redirectCount && !location.pathname.startsWith("/accounts/"))
    for (const name of sent) localStorage.removeItem(name);

  document.addEventListener("click", (event) => {
    const cancel = event.target.closest("[data-cancel]");
    const form = cancel?.closest(".editing, form")?.querySelector("form[data-keep]") || cancel?.closest("form");
    if (form) forget(form);
  });
  document.addEventListener("typed:forget", (event) => forget(event.target));
  document.addEventListener("typed:sent", ({ target }) => left.set(target, read(target)));
  document.addEventListener("typed:saved", ({ target }) => {
    opened.set(target, left.get(target));
    compare(target);
    if (target.hasAttribute("data-changed")) keep(target);
    else localStorage.removeItem(key(target));
  });
  document.addEventListener("typed:rename", (event) => {
    const form = event.target;
    const kept = localStorage.getItem(key(form));
    localStorage.removeItem(key(form));
    form.dataset.keep = event.detail;
    if (kept) store(key(form), kept);
  });
  document.addEventListener("htmx:load", (event) => openAll(event.detail.elt));
  addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-keep][data-changed]")) event.preventDefault();
  });
  openAll(document);
}
