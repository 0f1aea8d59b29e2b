// Small comforts. Every page works without this file.
(() => {
  "use strict";

  const isTyping = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

  const focusSearch = (event) => {
    const search = document.querySelector("[data-search]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !search || isTyping(event.target)) return;
    event.preventDefault();
    search.focus();
    search.select();
  };

  const saveByKey = (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("form[data-save-shortcut]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  };

  // Buttons stay enabled: a disabled one would lose its name and value on the way to the server.
  const refuseSecondSend = (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    form.setAttribute("aria-busy", "true");
    // An answer that is a download leaves the page as it is.
    window.setTimeout(() => allowSending(document), 8000);
  };

  const allowSending = (root) => {
    for (const form of root.querySelectorAll("form[data-sending]")) {
      delete form.dataset.sending;
      form.removeAttribute("aria-busy");
    }
  };

  const closeMenus = (event) => {
    if (event.type === "keydown" && event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.person[open]")) {
      if (event.type === "click" && menu.contains(event.target)) continue;
      menu.open = false;
      if (event.type === "keydown") menu.querySelector("summary").focus();
    }
  };

  document.addEventListener("keydown", focusSearch);
  document.addEventListener("keydown", saveByKey);
  document.addEventListener("keydown", closeMenus);
  document.addEventListener("click", closeMenus);
  document.addEventListener("submit", refuseSecondSend);
  document.addEventListener("htmx:afterRequest", () => allowSending(document));
  window.addEventListener("pageshow", () => allowSending(document));

  // A page that comes back with errors starts at their list, also where `autofocus` is not followed.
  document.querySelector(".error-summary")?.focus();
})();
