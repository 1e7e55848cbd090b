// The reader's answer to "Which best describes you?" lives in a cookie of our own and nowhere else.
{
  const given = document.cookie.match(/(?:^|; )reader=(\w+)/)?.[1];
  if (given) document.querySelector("[data-who]")?.setAttribute("hidden", "");
  for (const link of document.querySelectorAll("[data-reader]")) {
    link.addEventListener("click", () => {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
      document.cookie = `reader=${link.dataset.reader}; path=/; max-age=31536000; samesite=lax`;
    });
  }
}
