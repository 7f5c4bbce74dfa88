// The way into a hearing: device test, promise, waiting. Without this script
// every step but the test itself still works.
import { render } from "preact";
import { DeviceTest, Told } from "./cards.tsx";
import { Devices } from "./devices.ts";
import { readPage, words } from "./page.ts";
import { told } from "./results.ts";
import { Call, Waiting } from "./wait.tsx";

const page = readPage();
const t = words(page);
const at = `/hearings/${page.hearing}/lobby`;
const lobby = document.getElementById("lobby");

/** beside makes a place of the island's own, which "live" does not touch. */
function beside(part: Element | null): HTMLElement {
  const place = document.createElement("div");
  part?.after(place);
  return place;
}

if (lobby && page.step === "device") {
  lobby.replaceChildren();
  const devices = new Devices(page.hearing, page.lang);
  render(<DeviceTest devices={devices} t={t} next={`${at}/promise`} help={page.phone} />, lobby);
}

if (lobby && page.step === "promise") {
  const devices = new Devices(page.hearing, page.lang);
  for (const [name, result] of Object.entries(told(devices.results.value))) {
    const field = lobby.querySelector<HTMLInputElement>(`input[type=hidden][name=${name}]`);
    if (field) field.value = result;
  }
  render(<Told devices={devices} t={t} back={`${at}/device`} />, beside(lobby.querySelector("form")));
}

if (lobby && page.step === "wait") {
  render(<Waiting call={new Call(t)} t={t} />, beside(document.getElementById("wait")));
}
