// room is the hearing in the browser: what the record says of it, its sound
// and picture, and the acts a person may do there.
import { effect } from "@preact/signals";
import { render } from "preact";
import { RoomModel } from "./model/room.ts";
import type { Page } from "./model/types.ts";
import { App } from "./view/app.tsx";

function enter(root: HTMLElement, data: HTMLElement): void {
  const model = new RoomModel(JSON.parse(data.textContent ?? "{}") as Page);
  const title = root.querySelector("h1");
  root.replaceChildren(...(title ? [title] : []));
  const place = root.appendChild(document.createElement("div"));
  place.className = "place";
  model.start(); // the way to the others first: drawing takes as long as half of it
  render(<App model={model} />, place);
  // For whoever looks from outside: the state of the sitting and of the link.
  effect(() => {
    root.dataset.state = model.view.value?.state ?? "joining";
    root.dataset.media = model.media.up.value ? "up" : "down";
    root.dataset.line = model.up.value ? "up" : "down";
    root.dataset.version = String(model.view.value?.version ?? 0);
  });
}

// The script runs as soon as it is there, before the page is drawn for the
// first time; now and then that is before the page is whole.
function begin(): boolean {
  const root = document.getElementById("room"), data = document.getElementById("page-data");
  const whole = root !== null && data !== null && data.nextSibling !== null;
  if (whole) enter(root, data);
  return whole;
}
if (!begin()) addEventListener("DOMContentLoaded", begin, { once: true });
