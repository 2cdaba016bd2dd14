// Fetches a form anew when its reader comes back after sending it: browsers keep the page as it was, as if nothing was sent.
const form = document.querySelector("[data-fresh-after-sending]");

form.addEventListener("submit", () => {
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
});
