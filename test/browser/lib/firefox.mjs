// Debian's Firefox, driven over WebDriver BiDi: another engine with its own
// media and its own encryption. Its camera and microphone are made up: a moving
// picture and a tone.
import { existsSync } from 'node:fs';
import puppeteer from 'puppeteer-core';

const path = '/usr/bin/firefox-esr';

export const missing = () => (existsSync(path) ? false : 'firefox-esr is not installed');

export function firefox() {
  return puppeteer.launch({
    browser: 'firefox', executablePath: path, headless: true, defaultViewport: { width: 1366, height: 768 },
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true, // a tone and a moving picture
      'media.navigator.permission.disabled': true, // nobody is there to answer
      'media.autoplay.default': 0,
      'media.autoplay.blocking_policy': 0,
      'media.peerconnection.ice.loopback': true, // the media server is on this machine
      'media.peerconnection.ice.obfuscate_host_addresses': false,
      'intl.accept_languages': 'kk',
    },
  });
}
