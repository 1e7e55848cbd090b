/* The session ended while somebody was writing: they sign in over the page, and what they sent is sent again. Only the
   account whose page this is can go on here. */
{
  const dialog = document.getElementById("sign-in-here");
  let waiting = null;
  const token = async (address) => {
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    return page.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
  };
  const say = (text) => {
    const trouble = dialog.querySelector("[data-said]");
    trouble.textContent = text;
    trouble.hidden = !text;
  };
  document.addEventListener("desk:signed-out", (event) => {
    if (!dialog || dialog.open) return;
    waiting = event.target;
    say("");
    dialog.showModal();
    dialog.querySelector("input[type=password]").focus();
  });
  dialog?.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog?.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const data = new FormData(form);
    try {
      data.set("csrfmiddlewaretoken", await token(form.action));
      const answer = await fetch(form.action, { method: "POST", body: data });
      form.elements.password.value = "";
      if (answer.url.includes("/accounts/login/")) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        return say(page.querySelector(".errorlist")?.textContent.trim() || dialog.dataset.refused);
      }
    } catch {
      return say(dialog.dataset.offline);
    }
    dialog.close();
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
      const fresh = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
      if (fresh) field.value = fresh[1];
    }
    const trouble = waiting?.querySelector("[data-trouble]");
    if (trouble) trouble.hidden = true;
    waiting?.requestSubmit();
  });
}
