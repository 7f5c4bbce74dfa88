// Who stands where: groups of the roll, short codes, whose picture is large.
import type { Seat, View } from "./types.ts";

export type Group = "bench" | "claimant" | "respondent" | "others";
export const groups: Group[] = ["bench", "claimant", "respondent", "others"];

const own: Record<string, Group> = {
  judge: "bench", secretary: "bench", prosecutor: "claimant", claimant: "claimant", respondent: "respondent",
};

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

/** seated are those with a tile: who was admitted and is here, or was cut off. */
export const seated = (v: View): Seat[] => v.roll.filter((s) => s.admitted && (s.presence === "inside" || s.presence === "lost" || (s.person === v.me && s.presence !== "left")));

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
