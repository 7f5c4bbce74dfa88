// What the page hands the island: who is here, at which step, and its words.
import { translator, type Translate } from "../room/model/text.ts";
import type { Message } from "../room/model/types.ts";

export interface PageData {
  lang: string;
  hearing: string;
  csrf: string;
  step: string;
  phone: string;
  messages: Record<string, Message>;
}

export type Words = Translate;

export function readPage(): PageData {
  return JSON.parse(document.getElementById("page-data")?.textContent ?? "{}") as PageData;
}

export const words = (page: PageData): Words => translator(page.lang, page.messages);
