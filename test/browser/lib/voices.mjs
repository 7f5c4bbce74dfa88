// The microphones of the tests: Kazakh and Russian speech by espeak-ng, as
// 48 kHz mono WAV, made once per run in a folder of the run's own.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const words = {
  kk: ['Құрметті сот, мен сол күні сағат тоғызда дүкеннің алдында тұрдым, көлік сол жақтан келді. ', 
    'Талап қою арызын толық қолдаймын және сұрақтарға жауап беруге дайынмын. '],
  ru: ['Уважаемый суд, я поддерживаю исковые требования в полном объёме и готов ответить на вопросы. ',
    'Прошу приобщить документ к материалам дела. '],
};

// voice is a microphone for 15 seconds over and over: three of speech, then the
// quiet of one who lets others speak. In a courtroom one speaks at a time, and
// a quiet line costs next to no packets.
export function voice(dir, lang, pitch = 50) {
  const raw = join(dir, `${lang}${pitch}-raw.wav`), out = join(dir, `${lang}${pitch}.wav`);
  if (existsSync(out)) return out;
  execFileSync('espeak-ng', ['-v', lang, '-p', String(pitch), '-w', raw, words[lang].join('')]);
  execFileSync('ffmpeg', ['-loglevel', 'error', '-y', '-i', raw, '-af', 'atrim=0:3,apad=whole_dur=15', '-ar', '48000', '-ac', '1', out]);
  return out;
}
