import { type Field, fields } from './fields.ts';
import { protocolFamilies } from './protocols.ts';

const width = 80;

/** The language in two screens, made from the table of fields. */
export function filterHelp(): string {
  const shown = fields.filter(field => field.minor !== true);
  const nameWidth = Math.max(...shown.map(field => field.name.length));
  const list = shown.map(field => fieldLines(field, nameWidth)).join('');
  const lesser = fields.filter(field => field.minor === true).map(field => field.name);
  return `Usage: oddwire read FILE --filter EXPRESSION

A display filter chooses which packets are shown, exported or recorded. The
capture filter, -f, has a language of its own: see pcap-filter(7).

Words
  tcp  dns  tls  arp     a protocol: what the packet is, or a layer it has
  10.0.0.5  10.0.0.0/8   an address, a network, 10.0.0.1-10.0.0.9; either end
  00:1b:21:aa:bb:cc      a hardware address
  https                  a service: either port
  port 443  host a.com   a field and its value; also port 80,443,8000-8100
  src 10.0.0.5           one end only; also dst port 53, src host a.com
  "client hello"  login  anything else is searched for in Info. A word that is
                         close to a name is refused with a guess: quote it

Fields and operators
  ==  !=  >  <  >=  <=   also eq ne gt lt ge le
  in {80, 443, 8000..8100}   one of a set; "not in" for none of it
  contains  ~            in texts, in any case; ~ with * and ? is a pattern
  has syn,ack            all of these flags; "& 0x12" any of them
  name alone             it is there at all: sni, vlan, http.host, malformed

  A packet has two addresses and two ports. ip == 10.0.0.5 holds when one of
  them is; ip != 10.0.0.5 when there are addresses and none of them is. Packets
  without the field match neither; "not ip == 10.0.0.5" matches them too.
  14:02 is that whole minute, here, on any day. -5m is five minutes before now,
  in a file before its newest packet; what comes through a pipe counts from now.

Joining
  and  or  not  ( )      also && || !; and is stronger than or, and is meant
                         where terms simply follow each other: tcp port 80

Names
${list}
Also understood:
${paragraph(lesser)}  and Wireshark's names of all of these (ip.addr, frame.len …)

Protocols (with all their versions)
${paragraph([...protocolFamilies()].sort())}
Examples
  oddwire read capture.pcapng --filter "dns and not 10.0.0.0/8"
  oddwire read capture.pcapng --filter 'tcp.flags == syn and len < 100'
  oddwire read capture.pcapng --filter 'sni ~ "*.example.com"' -o found.pcapng
`;
}

function fieldLines({ name, help, example }: Field, nameWidth: number): string {
  const line = `  ${name.padEnd(nameWidth)}  ${help}`;
  return `${line}\n  ${' '.repeat(nameWidth)}    ${example}\n`;
}

/** Words in lines. */
function paragraph(words: readonly string[], indent = '  '): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of words) {
    if (line.length + word.length + 1 > width && line.trim() !== '') {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  return `${[...lines, line.trimEnd()].join('\n')}\n`;
}
