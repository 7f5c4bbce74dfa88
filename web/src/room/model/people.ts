// Who stands where: groups of the roll, short codes, whose picture is large.
import { talkOf, type Seat, type View } from "./types.ts";

/** groups are the parts of the roll, in the order in which a hearing hears them. */
export const groups = ["bench", "prosecutor", "victim", "claimant", "defence", "respondent", "third", "witnesses", "called", "watching", "others"] as const;
export type Group = (typeof groups)[number];

// A representative, an advocate and an assistant at the place are not here: they stand beside whom they are there for.
const own: Record<string, Group> = {
  judge: "bench", panel_judge: "bench", secretary: "bench",
  prosecutor: "prosecutor", victim: "victim", claimant: "claimant", accused: "defence", defender: "defence", respondent: "respondent", third_party: "third",
  witness: "witnesses", expert: "called", specialist: "called", interpreter: "called", observer: "watching", overseer: "watching",
};

/** onBench: holds the hearing, and needs no floor to speak. */
export const onBench = (role: string | undefined): boolean => role !== undefined && own[role] === "bench";

/** groupOf puts who stands for somebody beside that person. */
export function groupOf(roll: Seat[], s: Seat): Group {
  const principal = s.for ? roll.find((o) => o.person === s.for) : undefined;
  return own[s.role] ?? (principal && own[principal.role]) ?? "others";
}

/** codes are short marks of people: the role's letter, numbered where the role has several. */
export function codes(roll: Seat[], letter: (role: string) => string): Map<string, string> {
  const out = new Map<string, string>();
  for (const s of roll) {
    const same = roll.filter((o) => o.role === s.role);
    out.set(s.person, letter(s.role) + (same.length > 1 ? String(same.indexOf(s) + 1) : ""));
  }
  return out;
}

/** seated are those with a tile: who was admitted and is in the same room, or was cut off there. */
export const seated = (v: View): Seat[] => v.roll.filter((s) => s.admitted && talkOf(v, s.person) === talkOf(v, v.me) && (s.presence === "inside" || s.presence === "private" || s.presence === "lost" || (s.person === v.me && s.presence !== "left")));

/** columns is how many tiles stand beside each other on a wide screen. */
export const columns = (n: number): number => Math.max(1, Math.ceil(Math.sqrt(n)));

/**
 * large chooses the big picture: the one pinned by the viewer, else whoever
 * spoke last, else the judge, else anyone, and oneself only when alone.
 */
export function large(v: View, pinned: string, spoke: string): string {
  const here = seated(v);
  const can = (p: string): boolean => here.some((s) => s.person === p);
  if (can(pinned)) return pinned;
  if (spoke !== v.me && can(spoke)) return spoke;
  const others = here.filter((s) => s.person !== v.me);
  return (others.find((s) => s.role === "judge") ?? others[0] ?? here[0])?.person ?? "";
}
