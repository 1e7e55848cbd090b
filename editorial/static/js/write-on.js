/* Writing without leaving the keys, in a form[data-flow]: Enter saves and opens the next, in an empty one it leaves the
   list; Tab and Shift+Tab in an empty one nest it; several lines that are pasted become statements after a question. */
{
  const send = (form, then) => {
    if (!form.reportValidity()) return;
    form.querySelector("input[name=then]")?.remove();
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "then", value: then }));
    if (then === "next" && "stays" in form.dataset) form.dispatchEvent(new Event("desk:hand-over", { bubbles: true }));
    else form.requestSubmit();
  };
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

  // A section, a line, an intervention: no list goes on after them, but the same keys save and leave.
  const aside = (event) => {
    const form = event.target.closest?.(".editing form[data-keep][hx-post]");
    if (!form) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "Escape" && !form.hasAttribute("data-changed"))
      form.querySelector("[data-cancel]").click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const form = event.target.closest?.("form[data-flow]");
    if (!form) return aside(event);
    const fresh = form.closest("[data-new]")?.dataset;
    const typing = event.target.matches("textarea, input[type=text]");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send(form, "close");
    } else if (event.key === "Enter" && typing && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      if (!fresh || !isEmpty(form)) send(form, "next");
      else if (fresh.outer) show(form, fresh.outer);
      else if (fresh.closed) show(form, fresh.closed);
      else form.querySelector("[data-cancel]").click();
    } else if (event.key === "Tab" && fresh && typing && isEmpty(form)) {
      const address = event.shiftKey ? fresh.outer : fresh.inner;
      if (!address) return;
      event.preventDefault();
      show(form, address);
    } else if (event.key === "Escape" && !form.hasAttribute("data-changed")) {
      form.querySelector("[data-cancel]").click();
    }
  });

  // The form of a new section, line or intervention is put away here: there is nothing to ask the server for.
  document.addEventListener("click", (event) => {
    const cancel = event.target.closest("[data-cancel]");
    const place = cancel && !cancel.hasAttribute("hx-get") && cancel.closest("[data-part], .body");
    if (!place || !cancel.closest("form[hx-post]")) return;
    event.preventDefault();
    const form = cancel.closest("form");
    forget(form);
    const editing = cancel.closest(".edit-place");
    if (editing) editing.replaceChildren();
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
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "split", value: "1" }));
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
