"use strict";

/* Shows how far the server is, and goes there. Only while the tab is seen: a browser has six connections to a host,
   and hidden tabs that listen would use them up. */
(() => {
  const bar = document.getElementById("progress");
  const message = document.getElementById("progress-message");
  let events;

  function listen() {
    events?.close();
    events = undefined;
    if (document.visibilityState !== "visible") return;
    events = new EventSource(bar.dataset.events);
    events.onmessage = ({ data }) => show(JSON.parse(data));
  }

  function show(event) {
    if (event.progress !== undefined) {
      bar.setAttribute("aria-valuenow", event.progress);
      bar.firstElementChild.style.width = `${event.progress}%`;
    }
    if (event.message) message.textContent = event.message;
    if (event.ready || event.failed) {
      events.close();
      // To the server, or to the page that says why there is none.
      polite.reload();
    }
  }

  document.addEventListener("visibilitychange", listen);
  listen();
  // The events end for good if the hub is restarted meanwhile.
  polite.every(5, 10, async () => {
    if (events?.readyState === EventSource.CLOSED) await polite.reload();
  });
})();
