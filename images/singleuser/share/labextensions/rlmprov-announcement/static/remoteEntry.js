"use strict";

/* Shows the hub's announcement, and what a teacher has shared, as notifications of JupyterLab's, while it is open, without
   a reload.
   Written as the container of a federated module, which a build would make of one function: no build is needed. */
{
  const NAME = "rlmprov-announcement";
  const SECONDS = 30;
  // JupyterLab cuts a notification there.
  const LONGEST = 140;

  function activate(Notification) {
    const page = JSON.parse(document.getElementById("jupyter-config-data").textContent);
    const hub = page.hubPrefix;
    // Of each user of this browser.
    const READ = `${NAME}:news:${page.baseUrl}`;
    let shown = { id: "", text: "" };
    let notification;
    let looked = 0;

    async function look() {
      if (document.hidden || Date.now() - looked < 1000 * SECONDS) return;
      looked = Date.now();
      const answer = await fetch(`${hub}announcement`, { cache: "no-store" });
      if (!answer.ok) return;
      const announcement = await answer.json();
      tell(announcement.news);
      if (announcement.id === shown.id) return;
      shown = announcement;
      if (notification) Notification.dismiss(notification);
      notification = shown.text && Notification.emit(shown.text, "info", { autoClose: false, actions: actions() });
    }

    // Once for each browser, and not again after a reload: what was shared is in the files.
    function tell(news) {
      if (!news || !news.text || localStorage.getItem(READ) === news.id) return;
      localStorage.setItem(READ, news.id);
      Notification.emit(news.text, "info", { autoClose: false });
    }

    const actions = () =>
      shown.text.length > LONGEST
        ? [{ label: "Read all of it", callback: () => window.open(`${hub}home`, "_blank", "noopener") }]
        : [];

    // The hub may be away, for a restart: it is asked again.
    const again = () => look().catch(() => undefined);
    document.addEventListener("visibilitychange", again);
    setInterval(again, 1000 * SECONDS + 500);
    again();
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  let shared;
  window._JUPYTERLAB[NAME] = {
    init(scope) {
      shared = scope;
    },
    async get() {
      const [apputils] = Object.values(shared["@jupyterlab/apputils"]);
      const { Notification } = (await apputils.get())();
      const plugin = { id: `${NAME}:plugin`, autoStart: true, activate: () => activate(Notification) };
      return () => ({ __esModule: true, default: plugin });
    },
  };
}
