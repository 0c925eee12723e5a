"use strict";

/* Stops the server, says what happens where screen readers hear it, and then offers to start it. */
document.getElementById("stop")?.addEventListener("click", async ({ currentTarget: stop }) => {
  const start = document.getElementById("start");
  const say = (text) => (document.getElementById("state").textContent = text);
  stop.disabled = true;
  start.hidden = true;
  say("Your server is stopping.");
  try {
    const answer = await polite.ask(`${stop.dataset.server}/server`, "DELETE");
    if (!answer.ok) throw new Error(`the hub says ${answer.status}`);
    while (await running()) await polite.sleep(500);
  } catch (error) {
    say(`Your server was not stopped: ${error.message}. Try again.`);
    stop.disabled = start.hidden = false;
    return;
  }
  say("Your server is stopped. Your files are kept.");
  stop.remove();
  start.href = start.dataset.spawn;
  start.textContent = "Start my server";
  start.hidden = false;
  // The button that had it is gone.
  start.focus();

  async function running() {
    const answer = await polite.ask(stop.dataset.server);
    if (!answer.ok) throw new Error(`the hub says ${answer.status}`);
    return Object.keys((await answer.json()).servers).length > 0;
  }
});
