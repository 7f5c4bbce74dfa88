import type { Args, Message } from "./types.ts";

export type Translate = (key: string, args?: Args) => string;

/**
 * translator reads the page's catalogue. A key that is missing is shown as it
 * is: an empty button would be worse.
 */
export function translator(lang: string, messages: Record<string, Message>): Translate {
  const plural = new Intl.PluralRules(lang);
  return (key, args = {}) => {
    const m = messages[key];
    if (m === undefined) return key;
    const text = typeof m === "string" ? m : m[plural.select(Number(args.n ?? 0))] ?? m.other ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in args ? String(args[name]) : whole));
  };
}

const two = (n: number): string => String(n).padStart(2, "0");

/** clock is the time of day on the court's clock; offset in seconds east of UTC. */
export function clock(ms: number, offset: number): string {
  const d = new Date(ms + offset * 1000);
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
}

/** iso is a moment as the record writes one. */
export const iso = (ms: number): string => new Date(ms).toISOString();

/** lasting is a length of time as 4:07 or 1:02:03; never negative. */
export function lasting(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}
