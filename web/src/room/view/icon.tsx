import alert from "lucide-static/icons/triangle-alert.svg";
import camOff from "lucide-static/icons/video-off.svg";
import cam from "lucide-static/icons/video.svg";
import check from "lucide-static/icons/circle-check.svg";
import clock from "lucide-static/icons/clock.svg";
import gavel from "lucide-static/icons/gavel.svg";
import hand from "lucide-static/icons/hand.svg";
import hourglass from "lucide-static/icons/hourglass.svg";
import keyboard from "lucide-static/icons/keyboard.svg";
import list from "lucide-static/icons/list-checks.svg";
import leave from "lucide-static/icons/log-out.svg";
import micOff from "lucide-static/icons/mic-off.svg";
import grid from "lucide-static/icons/layout-grid.svg";
import speaker from "lucide-static/icons/gallery-vertical-end.svg";
import languages from "lucide-static/icons/languages.svg";
import lock from "lucide-static/icons/lock.svg";
import mic from "lucide-static/icons/mic.svg";
import more from "lucide-static/icons/ellipsis-vertical.svg";
import pause from "lucide-static/icons/pause.svg";
import phone from "lucide-static/icons/phone.svg";
import pin from "lucide-static/icons/pin.svg";
import play from "lucide-static/icons/play.svg";
import sliders from "lucide-static/icons/sliders-horizontal.svg";
import sound from "lucide-static/icons/volume-2.svg";
import undo from "lucide-static/icons/undo-2.svg";
import removed from "lucide-static/icons/user-x.svg";
import users from "lucide-static/icons/users.svg";
import sync from "lucide-static/icons/wifi-sync.svg";
import wifi from "lucide-static/icons/wifi.svg";
import wifiOff from "lucide-static/icons/wifi-off.svg";
import wifiLow from "lucide-static/icons/wifi-high.svg";

const drawn = { alert, cam, camOff, check, clock, gavel, grid, hand, hourglass, keyboard, languages, leave, list, lock, mic, micOff, more, pause, phone, pin, play, removed, sliders, sound, speaker, sync, undo, users, wifi, wifiLow, wifiOff };

export type IconName = keyof typeof drawn;

/** Icon is drawn in the page; the word beside it says the same. */
export function Icon({ of }: { of: IconName }) {
  return <span class="ico" aria-hidden="true" dangerouslySetInnerHTML={{ __html: drawn[of].replace(/<!--.*?-->/s, "") }} />;
}
