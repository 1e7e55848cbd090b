/* Writing without leaving the keys. In every form of the page Ctrl+Enter saves and closes, Escape closes what was not
   changed. In a form[data-flow] Enter saves and opens the next, in an empty one it leaves the list; Tab and Shift+Tab in an
   empty one nest it; Alt+Enter, there or anywhere on the page, goes on to the next list; several lines that are pasted
   become statements after a question. "desk:send" on a form sends it, and says what comes then. */
{
  const FORM = "form[data-flow], .editing form[data-keep][hx-post]";
  const hidden = (form, name, value) => {
    form.querySelector(`input[name=${name}]`)?.remove();
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  };
  const send = (form, then, after) => {
    if (!form.reportValidity()) return;
    hidden(form, "then", then);
    const isHandedOver = then === "next" && "stays" in form.dataset;
    if (isHandedOver) form.dispatchEvent(new CustomEvent("desk:hand-over", { bubbles: true, detail: after }));
    else form.requestSubmit();
  };
  document.addEventListener("desk:send", (event) => send(event.target, event.detail));
  const part = (form) => form.closest("[data-part]");
  const isEmpty = (form) =>
    [...form.querySelectorAll("textarea, input[type=text]")].every((each) => !each.value.trim());
  document.addEventListener("click", (event) => {
    const button = event.target.closest("form[data-stays] button[name=then]");
    if (!button) return;
    event.preventDefault();
    send(button.form, "next");
  });
  const forget = (form) => form.dispatchEvent(new Event("typed:forget", { bubbles: true }));
  const show = (form, address) => {
    forget(form);
    htmx.ajax("GET", address, { target: part(form), swap: "outerHTML" });
  };
  const cancel = (form) => form.querySelector("[data-cancel]").click();
  const leave = (form, { outer, closed }) => {
    if (outer || closed) show(form, outer || closed);
    else cancel(form);
  };

  // The next list of the page, after the form or the place that has the focus; from elsewhere the first.
  const where = (address) => {
    const query = new URL(address, location).searchParams;
    return `${query.get("place")} ${query.get("owner")}`;
  };
  const following = (from) => {
    const own = from.matches("form") && where(from.getAttribute("hx-post"));
    const isAfter = (link) => from.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING;
    return [...document.querySelectorAll("#text .add a[data-list]")].find(
      (link) => isAfter(link) && where(link.href) !== own,
    );
  };
  // What is typed before the form at the new place is there goes along into it.
  const moveTo = async (link, form) => {
    const answer = await fetch(link.getAttribute("hx-get"), { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || answer.url.includes("/accounts/login/")) return link.click(); // saved-in-place.js says why
    const content = await answer.text();
    const typed = new Map();
    const left = form?.isConnected && part(form);
    for (const field of left ? form.querySelectorAll("textarea, input[type=text]") : []) {
      typed.set(field.name, field.value);
      field.value = "";
    }
    if (left) forget(form);
    const place = part(link);
    htmx.swap(place, content, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
    const fresh = document.getElementById(place.id).querySelector("[data-new] form");
    for (const field of fresh.querySelectorAll("textarea, input[type=text]"))
      if (typed.get(field.name)) field.setRangeText(typed.get(field.name), 0, 0, "end");
    fresh.elements.professional.dispatchEvent(new Event("input", { bubbles: true }));
    fresh.elements.professional.focus();
    if (!left?.isConnected) return;
    form.closest("[data-new]").remove();
    htmx.ajax("GET", left.dataset.part + location.search, { target: left, swap: "outerHTML" });
  };
  const goOn = (form) => {
    const active = document.activeElement;
    const link = following(form || (active.closest("#text") ? active : document.body));
    const fresh = form?.closest("[data-new]")?.dataset;
    if (!link && !form) return;
    if (!link) return fresh && isEmpty(form) ? leave(form, fresh) : send(form, "close");
    if (!form || isEmpty(form) || !form.hasAttribute("data-changed")) return moveTo(link, form);
    if ("stays" in form.dataset) return send(form, "next", () => moveTo(following(form) || link, form));
    send(form, "close");
    form.addEventListener("htmx:afterOnLoad", () => setTimeout(() => goOn(null)), { once: true });
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const form = event.target.closest?.(FORM);
    const isEnter = event.key === "Enter";
    if (isEnter && event.altKey && (form || !event.target.closest("form"))) {
      event.preventDefault();
      return goOn(form);
    }
    if (!form) return;
    const fresh = form.closest("[data-new]")?.dataset;
    if (isEnter && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return send(form, "close");
    }
    if (event.key === "Escape" && !form.hasAttribute("data-changed")) return cancel(form);
    if (!("flow" in form.dataset) || !event.target.matches("textarea, input[type=text]")) return;
    if (isEnter && !event.shiftKey) {
      event.preventDefault();
      if (fresh && isEmpty(form)) leave(form, fresh);
      else send(form, "next");
    } else if (event.key === "Tab" && fresh && isEmpty(form)) {
      // Where that leads is known when what was written before is on the page.
      const turn = () => {
        const address = event.shiftKey ? fresh.outer : fresh.inner;
        if (address && isEmpty(form)) show(form, address);
        return address;
      };
      if ("sending" in form.dataset) form.addEventListener("desk:all-sent", turn, { once: true });
      else if (!turn()) return;
      event.preventDefault();
    }
  });

  // The form of a new section, line or intervention is put away here: there is nothing to ask the server for.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-cancel]");
    const place = link && !link.hasAttribute("hx-get") && link.closest("[data-part], .body");
    const form = place && link.closest("form[hx-post]");
    if (!form) return;
    event.preventDefault();
    forget(form);
    const editing = link.closest(".edit-place");
    if (editing && !form.elements.goes_on?.value) editing.replaceChildren();
    else document.dispatchEvent(new CustomEvent("desk:redraw", { detail: { value: "" } }));
  });

  const ask = (text, lines) => {
    const form = text.form;
    form.querySelector(".ask-lines")?.remove();
    const box = document.createElement("div");
    box.className = "ask-lines message";
    box.setAttribute("role", "alertdialog");
    box.setAttribute("aria-label", form.dataset.many);
    const button = (label, act) => {
      const made = Object.assign(document.createElement("button"), { type: "button", textContent: label });
      made.className = "button button-small";
      made.addEventListener("click", () => {
        box.remove();
        act();
      });
      return made;
    };
    const yes = button(`${form.dataset.manyYes} (${lines})`, () => {
      hidden(form, "split", "1");
      send(form, "next");
    });
    const no = button(form.dataset.manyNo, () => text.focus());
    no.classList.add("button-quiet");
    const said = document.createElement("p");
    said.textContent = form.dataset.many;
    box.append(said, yes, no);
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      no.click();
    });
    text.closest(".wordings").after(box);
    yes.focus();
  };
  document.addEventListener("paste", (event) => {
    const text = event.target;
    if (!text.matches?.("form[data-flow] textarea[name=professional]")) return;
    const lines = event.clipboardData
      .getData("text/plain")
      .split(/\r?\n/)
      .filter((line) => line.trim()).length;
    if (lines > 1) setTimeout(() => ask(text, lines));
  });
}
