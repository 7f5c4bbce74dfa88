// The way into a hearing: device test, promise, waiting. Without this script
// every step but the test itself still works.
import { render } from "preact";
import { DeviceTest, Told } from "./cards.tsx";
import { Devices } from "./devices.ts";
import { readPage, words } from "./page.ts";
import { LinkTest } from "./link.ts";
import { tell, type Step } from "./step.ts";
import { told } from "./results.ts";
import { Call, Waiting } from "./wait.tsx";

const page = readPage();
const t = words(page);
const at = `/hearings/${page.hearing}/lobby`;
let refused = (): boolean => false;
const steps: Record<string, Step> = { rules: "page", device: "devices", promise: "promise", wait: "wait" };
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
  const link = new LinkTest(page.csrf, (l) => devices.found({ link: l }));
  refused = () => Object.values(devices.trouble.value).includes("blocked");
  render(<DeviceTest devices={devices} link={link} t={t} next={`${at}/promise`} help={page.phone} />, lobby);
}

if (lobby && page.step === "promise" && document.getElementById("door-closed")) {
  // The form, once it is there, is filled from the test as on any other way to it.
  new MutationObserver(() => document.getElementById("promise") && location.reload()).observe(lobby, { childList: true, subtree: true });
} else if (lobby && page.step === "promise") {
  const devices = new Devices(page.hearing, page.lang);
  if (Object.values(devices.results.value).some((r) => r !== undefined)) document.getElementById("untested")?.remove();
  for (const [name, result] of Object.entries(told(devices.results.value))) {
    const field = lobby.querySelector<HTMLInputElement>(`input[type=hidden][name=${name}]`);
    if (field) field.value = result;
  }
  render(<Told devices={devices} t={t} back={`${at}/device`} />, beside(lobby.querySelector("form")));
}

if (lobby && page.step === "wait") {
  render(<Waiting call={new Call(t)} t={t} />, beside(document.getElementById("wait")));
}

tell(page.hearing, page.csrf, () => (refused() ? "refused" : steps[page.step] ?? null));
