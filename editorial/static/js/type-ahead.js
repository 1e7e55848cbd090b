/* Who writes fast is not stopped by the answer to what they sent. In the form for a new statement Enter hands the text
   over and empties it at once; texts are sent one after another, each is drawn before the form, and the form itself
   stays where it is. What was not taken comes back into it; until then it is kept in this browser too. */
{
  const NAMES = ["label", "plain_label", "professional", "plain"];
  const fields = (form) => NAMES.map((name) => form.elements[name]).filter(Boolean);
  const jobs = new WeakMap();
  const kept = () => `desk:${document.body.dataset.account}:${location.pathname}:waiting`;
  const lists = new Set(); // of this form, and of one that was drawn anew while it still sent
  const keep = () => {
    const texts = [...lists].flatMap((list) => list.map((job) => job.texts));
    if (texts.length) localStorage.setItem(kept(), JSON.stringify(texts));
    else localStorage.removeItem(kept());
  };
  const cookie = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || "";
  const number = () => [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16)).join("");
  const tell = (form, text) => {
    form.querySelector("[data-said]").textContent = text;
  };
  const say = (form, text) => {
    const trouble = form.querySelector("[data-trouble]");
    trouble.textContent = text;
    trouble.hidden = !text;
  };

  const putBack = (form, list) => {
    for (const texts of list)
      for (const field of fields(form)) {
        const text = texts[field.name] || "";
        if (text) field.value = field.value ? `${text}\n${field.value}` : text;
      }
    fields(form)[0]?.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const empty = (form) => {
    for (const field of fields(form)) field.value = "";
    for (const box of form.querySelectorAll("[data-citations] label")) box.remove();
    for (const extra of form.querySelectorAll("input[name=split], input[name=then]")) extra.remove();
    form.querySelector("[data-citations]")?.setAttribute("hidden", "");
    form.elements.once.value = number();
    form.dispatchEvent(new Event("typed:forget", { bubbles: true }));
    form.elements.professional.focus();
  };

  // Asked for by write-on.js. Nothing is waited for.
  document.addEventListener("desk:hand-over", (event) => {
    const form = event.target;
    const list = jobs.get(form) || [];
    list.push({
      after: event.detail, // what is done when it, and all before it, was taken
      data: new FormData(form),
      texts: Object.fromEntries(fields(form).map((each) => [each.name, each.value])),
    });
    jobs.set(form, list);
    lists.add(list);
    keep();
    empty(form);
    if (list.length === 1) work(form, list);
  });

  const work = async (form, list) => {
    form.dataset.sending = "";
    await sendAll(form, list);
    delete form.dataset.sending;
    form.dispatchEvent(new Event("desk:all-sent"));
  };
  const sendAll = async (form, list) => {
    while (list.length) {
      if (await sent(form, list[0])) {
        const { after } = list.shift();
        keep();
        after?.();
      } else {
        const open = form.isConnected ? form : document.querySelector("[data-new] form[data-stays]");
        if (!open) {
          list.isLeft = true; // it waits for the next form that is opened
          return;
        }
        say(open, form.querySelector("[data-trouble]")?.textContent || "");
        putBack(
          open,
          list
            .splice(0)
            .map((job) => job.texts)
            .reverse(),
        );
      }
      keep();
    }
    lists.delete(list);
    // The form was closed, or its part drawn anew, before this was taken: the page shows it all the same.
    if (!form.isConnected) document.dispatchEvent(new CustomEvent("desk:redraw", { detail: { value: "" } }));
  };
  const draw = (form, content) => {
    const item = form.closest("[data-item]");
    const box = form.closest("[data-new]");
    if (item || !content.includes("<li>")) {
      htmx.swap(item || box, content, { swapStyle: "beforebegin" });
      return;
    }
    let list = box.previousElementSibling;
    if (!list?.matches("ul, ol")) {
      list = document.createElement("ul");
      box.before(list);
    }
    htmx.swap(list, content, { swapStyle: "beforeend" });
  };
  const sent = async (form, job) => {
    let answer;
    try {
      answer = await fetch(form.getAttribute("hx-post"), {
        method: "POST",
        body: job.data,
        headers: { "HX-Request": "true", "X-CSRFToken": cookie() },
      });
    } catch {
      say(form, form.dataset.offline);
      return false;
    }
    if (answer.url.includes("/accounts/login/") || answer.status === 403) {
      say(form, form.dataset.signedOut);
      setTimeout(() => form.dispatchEvent(new Event("desk:signed-out", { bubbles: true })));
      return false;
    }
    const events = JSON.parse(answer.headers.get("HX-Trigger-After-Settle") || "{}");
    const content = await answer.text();
    // It was taken, and nothing follows it here (sent before already, or moved meanwhile): the outline says where it is.
    if (answer.ok && !events["desk:next"] && (events["desk:done"] !== undefined || answer.headers.get("HX-Trigger"))) {
      document.dispatchEvent(new CustomEvent("desk:redraw", { detail: { value: events["desk:focus"] || "" } }));
      return true;
    }
    if (!answer.ok || !events["desk:next"]) {
      const page = new DOMParser().parseFromString(content, "text/html");
      say(
        form,
        page.querySelector("[data-new] .errorlist, [data-new] .message.error, main")?.textContent.trim() ||
          form.dataset.offline,
      );
      return false;
    }
    if (!form.isConnected) return true;
    say(form, "");
    draw(form, content);
    const { address, closed, inner, outer, keep: name, said } = events["desk:next"];
    tell(form, said);
    form.dispatchEvent(new CustomEvent("typed:rename", { bubbles: true, detail: name }));
    form.setAttribute("hx-post", address);
    form.setAttribute("action", address);
    htmx.process(form);
    const { dataset } = form.closest("[data-new]");
    Object.assign(dataset, { closed, inner, outer });
    document.body.dispatchEvent(new Event("desk:done"));
    return true;
  };

  // A form in which something waited when the page was lost.
  document.addEventListener("htmx:load", (event) => {
    const form = event.detail.elt.querySelector?.("[data-new] form[data-stays]");
    const isOnItsWay = [...lists].some((list) => !list.isLeft);
    const waiting = form && !isOnItsWay && localStorage.getItem(kept());
    if (!waiting) return;
    lists.clear();
    localStorage.removeItem(kept());
    putBack(form, JSON.parse(waiting).reverse());
  });
}
