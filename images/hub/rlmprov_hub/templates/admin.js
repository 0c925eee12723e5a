"use strict";

/* Buttons that are but an icon, and links around buttons, in JupyterHub's admin page. It draws them anew at any time. */
{
  const page = document.getElementById("react-admin-hook");
  const name = () => {
    for (const button of page.querySelectorAll("button[aria-controls$=-collapse]:not([aria-label])")) {
      button.setAttribute("aria-label", `Details of ${button.getAttribute("aria-controls").replace(/-collapse$/, "")}`);
    }
    // The link is reached by the keyboard and followed by Enter; the button in it would be a second stop.
    for (const button of page.querySelectorAll("a > button:not([tabindex])")) button.tabIndex = -1;
  };
  new MutationObserver(name).observe(page, { childList: true, subtree: true });
  name();
}
