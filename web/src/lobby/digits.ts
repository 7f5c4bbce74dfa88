// The numbers of the sound test, spoken. How they were made: digits/make.sh.
import kk1 from "./digits/kk-1.mp3";
import kk2 from "./digits/kk-2.mp3";
import kk3 from "./digits/kk-3.mp3";
import kk4 from "./digits/kk-4.mp3";
import kk5 from "./digits/kk-5.mp3";
import kk6 from "./digits/kk-6.mp3";
import kk7 from "./digits/kk-7.mp3";
import kk8 from "./digits/kk-8.mp3";
import kk9 from "./digits/kk-9.mp3";
import ru1 from "./digits/ru-1.mp3";
import ru2 from "./digits/ru-2.mp3";
import ru3 from "./digits/ru-3.mp3";
import ru4 from "./digits/ru-4.mp3";
import ru5 from "./digits/ru-5.mp3";
import ru6 from "./digits/ru-6.mp3";
import ru7 from "./digits/ru-7.mp3";
import ru8 from "./digits/ru-8.mp3";
import ru9 from "./digits/ru-9.mp3";
import en1 from "./digits/en-1.mp3";
import en2 from "./digits/en-2.mp3";
import en3 from "./digits/en-3.mp3";
import en4 from "./digits/en-4.mp3";
import en5 from "./digits/en-5.mp3";
import en6 from "./digits/en-6.mp3";
import en7 from "./digits/en-7.mp3";
import en8 from "./digits/en-8.mp3";
import en9 from "./digits/en-9.mp3";

const spoken: Record<string, string[]> = {
  kk: [kk1, kk2, kk3, kk4, kk5, kk6, kk7, kk8, kk9],
  ru: [ru1, ru2, ru3, ru4, ru5, ru6, ru7, ru8, ru9],
  en: [en1, en2, en3, en4, en5, en6, en7, en8, en9],
};

/** digit answers a number from 1 to 9, another than last, and where it is spoken. */
export function digit(lang: string, last: number): { number: number; url: string } {
  const urls = spoken[lang] ?? spoken["kk"]!;
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  let at = random % urls.length;
  if (at === last - 1) at = (at + 1) % urls.length;
  return { number: at + 1, url: urls[at]! };
}
