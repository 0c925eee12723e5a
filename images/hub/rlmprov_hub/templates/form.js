"use strict";

{
  const warning = document.getElementById("insecure-login-warning");
  if (warning) warning.hidden = window.isSecureContext;

  document.getElementById("show-passwords")?.addEventListener("click", ({ currentTarget: button }) => {
    const show = button.getAttribute("aria-pressed") === "false";
    button.setAttribute("aria-pressed", show);
    const fields = document.querySelectorAll("input[autocomplete$=password]");
    for (const field of fields) field.type = show ? "text" : "password";
  });
}
