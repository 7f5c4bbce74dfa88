import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { RoomModel } from "../model/room.ts";

export const RoomContext = createContext<RoomModel | null>(null);

/** useRoom is the room this part belongs to. */
export function useRoom(): RoomModel {
  const m = useContext(RoomContext);
  if (!m) throw new Error("no room");
  return m;
}
