"use strict";

/* How pages wait. A tab that nobody sees asks for nothing and goes nowhere: ten hidden tabs would start ten servers,
   and two that enter JupyterLab at once spoil each other's login (both store the OAuth state in one cookie). */
const polite = {
  /** Calls `look` after `low` to `high` seconds, again and again, as long as the page can be seen. */
  every(low, high, look) {
    const seconds = low + Math.random() * (high - low);
    setTimeout(() => polite.seen().then(look).finally(() => polite.every(low, high, look)), seconds * 1000);
  },

  /** Resolves when somebody sees this tab. */
  seen() {
    if (document.visibilityState === "visible") return Promise.resolve();
    return new Promise((resolve) => {
      document.addEventListener("visibilitychange", function shown() {
        if (document.visibilityState !== "visible") return;
        document.removeEventListener("visibilitychange", shown);
        resolve();
      });
    });
  },

  /** Calls the hub as its pages do. Does not follow redirects: what is there is for the whole page. */
  ask(url, method = "GET") {
    const headers = { "X-XSRFToken": window.jhdata.xsrf_token, Accept: "text/html, application/json" };
    return fetch(url, { method, headers, redirect: "manual", cache: "no-store" });
  },

  /** Whether the hub answers: while it restarts, a page that was loaded again would be the proxy's bare error. */
  answers() {
    return fetch(`${window.jhdata.base_url}health`, { cache: "no-store" }).then((answer) => answer.ok, () => false);
  },

  /** Loads this address again once the hub answers, in turn with the other windows of this browser. */
  async reload() {
    while (!(await polite.answers())) await polite.sleep(1000 + Math.random() * 2000);
    // Chance first, as two windows hear of the same event at the same time. Locks need HTTPS.
    await polite.seen().then(() => polite.sleep(Math.random() * 400));
    const key = "rlmprov-turn";
    while (Date.now() < Number(localStorage.getItem(key)) + 2000) await polite.sleep(200 + Math.random() * 400);
    localStorage.setItem(key, Date.now());
    window.location.reload();
  },

  sleep(milliseconds) {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  },
};
