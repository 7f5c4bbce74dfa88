// Hosts of our own on one machine: a network namespace for the court and one
// for each person whose line a test cuts, joined by veth pairs. Needs root,
// iproute2 and nftables. Nothing here touches the machine's own network.
import { execFileSync, spawnSync } from 'node:child_process';

const run = (cmd, ...args) => execFileSync(cmd, args, { stdio: ['ignore', 'pipe', 'pipe'] }).toString();
const inside = (ns, ...args) => run('ip', 'netns', 'exec', ns, ...args);

export class Net {
  constructor(tag) {
    this.tag = tag;
    this.court = `tz${tag}c`;
    this.lines = new Map();
    run('ip', 'netns', 'add', this.court);
    inside(this.court, 'ip', 'link', 'set', 'lo', 'up');
    // One address of the court's own, which every line routes to. It is not on
    // the loopback device: media servers offer no address of that.
    const a = `tz${tag}x`, b = `tz${tag}y`;
    inside(this.court, 'ip', 'link', 'add', a, 'type', 'veth', 'peer', 'name', b);
    inside(this.court, 'ip', 'addr', 'add', '10.99.0.1/32', 'dev', a);
    for (const dev of [a, b]) inside(this.court, 'ip', 'link', 'set', dev, 'up');
    inside(this.court, 'sysctl', '-qw', 'net.ipv4.ip_forward=0');
  }

  // line makes a host for one person and answers its namespace.
  line(name) {
    const i = this.lines.size + 1;
    const ns = `tz${this.tag}p${i}`, a = `tz${this.tag}a${i}`, b = `tz${this.tag}b${i}`;
    run('ip', 'netns', 'add', ns);
    run('ip', 'link', 'add', a, 'netns', this.court, 'type', 'veth', 'peer', 'name', b, 'netns', ns);
    inside(this.court, 'ip', 'addr', 'add', `10.99.${i}.1/24`, 'dev', a);
    inside(this.court, 'ip', 'link', 'set', a, 'up');
    inside(ns, 'ip', 'addr', 'add', `10.99.${i}.2/24`, 'dev', b);
    inside(ns, 'ip', 'link', 'set', 'lo', 'up');
    inside(ns, 'ip', 'link', 'set', b, 'up');
    inside(ns, 'ip', 'route', 'add', 'default', 'via', `10.99.${i}.1`);
    this.lines.set(name, ns);
    return ns;
  }

  // cut drops what is asked for, both ways: 'all' or 'udp'.
  cut(name, what = 'all') {
    const ns = this.lines.get(name);
    const match = what === 'udp' ? 'meta l4proto udp drop' : 'oifname != "lo" drop';
    const matchIn = what === 'udp' ? 'meta l4proto udp drop' : 'iifname != "lo" drop';
    inside(ns, 'nft', 'add table inet fault');
    inside(ns, 'nft', 'add chain inet fault out { type filter hook output priority 0 ; }');
    inside(ns, 'nft', 'add chain inet fault in { type filter hook input priority 0 ; }');
    inside(ns, 'nft', `add rule inet fault out ${match}`);
    inside(ns, 'nft', `add rule inet fault in ${matchIn}`);
  }

  // lose drops some of the sound and pictures, one way: 'in' is down to the person, 'out' is up to the court.
  lose(name, way, percent) {
    const ns = this.lines.get(name);
    inside(ns, 'nft', 'add table inet fault');
    inside(ns, 'nft', `add chain inet fault ${way} { type filter hook ${way === 'in' ? 'input' : 'output'} priority 0 ; }`);
    inside(ns, 'nft', `add rule inet fault ${way} meta l4proto udp ${percent < 100 ? `numgen random mod 100 < ${percent} ` : ''}drop`);
  }

  mend(name) {
    spawnSync('ip', ['netns', 'exec', this.lines.get(name), 'nft', 'delete table inet fault']);
  }

  down() {
    for (const ns of [this.court, ...this.lines.values()]) spawnSync('ip', ['netns', 'del', ns]);
  }
}

export function canMakeHosts() {
  if (process.getuid?.() !== 0) return 'not root';
  const probe = spawnSync('ip', ['netns', 'add', 'tzprobe']);
  if (probe.status !== 0) return 'network namespaces cannot be made here';
  spawnSync('ip', ['netns', 'del', 'tzprobe']);
  return spawnSync('nft', ['--version']).status === 0 ? '' : 'nft is missing';
}
