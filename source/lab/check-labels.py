#!/usr/bin/env python3
"""Checks a recording's labels with other eyes than those that wrote them: tshark's.

    check-labels.py RECORDING...        (pcap or pcapng, also gzipped)

Beside each RECORDING, NAME.pcapng.gz, lie NAME.labels.jsonl (incidents) and NAME.labels.gz (a number per packet).
Prints what does not fit, one line each, and ends with 1 if there was anything, 2 if it could not look.

 - there is a label for every packet, every number has its incident, and counts and first and last time agree;
 - every labelled packet lies within the times of its incident, is between one of its actors and one of its targets,
   and is of a protocol and ports that the incident claims;
 - no packet that a claim covers is without a label;
 - no packet, neighbour look-ups apart, between a target and an actor who is a stranger to it (a host without habits, that it exchanges
   nothing with at other times) is without a label during an incident.
"""
import gzip
import ipaddress
import json
import re
import subprocess
import sys

FIELDS = [
    'frame.time_epoch', 'eth.src', 'eth.dst', 'arp.src.proto_ipv4', 'arp.dst.proto_ipv4', 'ip.src', 'ip.dst',
    'ip.proto', 'ipv6.src', 'ipv6.dst', 'ipv6.nxt', 'tcp.srcport', 'tcp.dstport', 'udp.srcport', 'udp.dstport',
    'icmpv6.type',
]
PROTOCOLS = {'1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6'}
# Router and neighbour discovery: the kernel's own, as ARP is, and often long after what it was for.
DISCOVERY = {'133', '134', '135', '136', '137'}
EXTENSIONS = {'0', '43', '44', '60'}
# Times in the incidents are doubles: half a microsecond may be lost.
TIME_SLACK = 1e-5
# Answers to a tool that has ended arrive a little later, and belong to it.
GRACE_SECONDS = 2
# Hosts without habits: what goes between them and a target during an incident is the incident's.
STRANGERS = {'attacker', 'guest'}
MOST_PER_KIND = 5


def canonical(text):
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return text.lower()


class Packet:
    def __init__(self, number, line):
        # A tunnel or a quoting error gives several values: the first is the outermost.
        first = [value.split(',')[0] for value in line.split('\t')]
        value = dict(zip(FIELDS, first + [''] * len(FIELDS)))
        self.number = number
        self.time = float(value['frame.time_epoch'])
        self.macs = (value['eth.src'], value['eth.dst'])
        self.is_arp = value['arp.src.proto_ipv4'] != ''
        self.protocol = ''
        self.ports = (-1, -1)
        if self.is_arp:
            self.addresses = (value['arp.src.proto_ipv4'], value['arp.dst.proto_ipv4'])
            self.protocol = 'arp'
        elif value['ip.src']:
            self.addresses = (value['ip.src'], value['ip.dst'])
            self.protocol = PROTOCOLS.get(value['ip.proto'], value['ip.proto'])
        else:
            self.addresses = (canonical(value['ipv6.src']), canonical(value['ipv6.dst'])) if value['ipv6.src'] else ('', '')
            header = value['ipv6.nxt']
            if header in EXTENSIONS:
                header = '58' if not (value['tcp.srcport'] or value['udp.srcport']) else header
            self.protocol = PROTOCOLS.get(header, header)
        if value['tcp.srcport'] and self.protocol == 'tcp':
            self.ports = (int(value['tcp.srcport']), int(value['tcp.dstport']))
        elif value['udp.srcport'] and self.protocol == 'udp':
            self.ports = (int(value['udp.srcport']), int(value['udp.dstport']))
        self.is_lookup = self.is_arp or (self.protocol == 'icmpv6' and value['icmpv6.type'] in DISCOVERY)
        self.sides = tuple({address, mac} - {''} for address, mac in zip(self.addresses, self.macs))

    def __str__(self):
        (one, other), (port, other_port) = self.addresses, self.ports
        return f'packet {self.number} ({self.protocol} {one}:{port} > {other}:{other_port} at {self.time:.6f})'


class Claim:
    def __init__(self, given):
        self.actors = {canonical(text) for text in given['actors']}
        sent_by = given.get('sentBy')
        self.sent_by = None if sent_by is None else {text.lower() for text in sent_by}
        self.targets = {canonical(text) for text in given['targets']} if 'targets' in given else None
        self.protocol = given.get('protocol')
        self.actor_ports = set(given['actorPorts']) if 'actorPorts' in given else None
        self.target_ports = set(given['targetPorts']) if 'targetPorts' in given else None

    def covers(self, packet):
        if self.sent_by is not None and packet.macs[0] not in self.sent_by:
            return False
        return self.covers_from(packet, 0, 1) or self.covers_from(packet, 1, 0)

    def covers_from(self, packet, actor, target):
        if self.protocol is not None and packet.protocol != self.protocol:
            return False
        if not self.actors & packet.sides[actor]:
            return False
        if self.targets is not None and not self.targets & packet.sides[target]:
            return False
        if self.actor_ports is not None and packet.ports[actor] not in self.actor_ports:
            return False
        return self.target_ports is None or packet.ports[target] in self.target_ports


class Incident:
    def __init__(self, given):
        self.number = given['number']
        self.name = f"incident {given['number']} ({given['kind']})"
        self.start, self.end, self.packets = given['start'], given['end'], given['packets']
        self.claims = [Claim(claim) for claim in given['claims']]
        self.actor = given['actor']
        # Not the actors of claims: a victim in whose name somebody asks has an ordinary life beside it.
        self.actors = {canonical(text) for text in given['actorAddresses']}
        self.targets = {canonical(text) for text in given['targetAddresses']}.union(
            *(one.targets or set() for one in self.claims)
        ) - self.actors
        self.found, self.first, self.last = 0, None, None

    def is_within(self, time):
        return self.start - TIME_SLACK <= time <= self.end + TIME_SLACK

    def see(self, packet):
        self.found += 1
        self.first = packet.time if self.first is None else min(self.first, packet.time)
        self.last = packet.time if self.last is None else max(self.last, packet.time)


def read_packets(path):
    words = ['tshark', '-n', '-r', path, '-T', 'fields', '-o', 'ip.defragment:FALSE', '-o', 'ipv6.defragment:FALSE']
    for field in FIELDS:
        words += ['-e', field]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as program:
        for number, line in enumerate(program.stdout, 1):
            yield Packet(number, line.rstrip('\n'))
    if program.returncode != 0:
        raise OSError(f'tshark ended with {program.returncode}')


def is_during_any(incidents, time):
    return any(one.start - GRACE_SECONDS <= time <= one.end + GRACE_SECONDS for one in incidents.values())


def check(path):
    stem = re.sub(r'\.(pcapng|pcap)(\.gz)?$', '', path)
    with open(f'{stem}.labels.jsonl', encoding='utf-8') as file:
        incidents = {one['number']: Incident(one) for one in map(json.loads, filter(str.strip, file))}
    with gzip.open(f'{stem}.labels.gz', 'rt') as file:
        labels = [int(line) for line in file if line.strip()]
    packets = list(read_packets(path))
    problems = {}

    def problem(kind, text):
        problems.setdefault(kind, []).append(text)

    if len(labels) != len(packets):
        problem('count', f'{len(packets)} packets, but {len(labels)} labels')
        return problems, len(packets), 0
    for packet, label in zip(packets, labels):
        if label != 0:
            check_labelled(packet, incidents.get(label), label, problem)
            continue
        for incident in incidents.values():
            if incident.is_within(packet.time) and any(claim.covers(packet) for claim in incident.claims):
                problem('unlabelled', f'{packet} is claimed by {incident.name} and not labelled')
    check_totals(incidents, problem)
    check_tool(incidents, packets, labels, problem)
    return problems, len(packets), sum(1 for label in labels if label)


def check_labelled(packet, incident, label, problem):
    if incident is None:
        problem('number', f'{packet} is labelled {label}, which is no incident')
        return
    incident.see(packet)
    if not incident.is_within(packet.time):
        problem('time', f'{packet} is outside of {incident.name}')
    if not any(claim.covers(packet) for claim in incident.claims):
        problem('claim', f'{packet} fits no claim of {incident.name}')


def check_totals(incidents, problem):
    for incident in incidents.values():
        if incident.found == 0:
            problem('empty', f'{incident.name} has no packet')
        elif incident.found != incident.packets:
            problem('total', f'{incident.name} says {incident.packets} packets and has {incident.found}')
        elif abs(incident.first - incident.start) > TIME_SLACK or abs(incident.last - incident.end) > TIME_SLACK:
            problem('span', f'{incident.name} does not begin and end with its first and last packet')


def check_tool(incidents, packets, labels, problem):
    """Nothing of a tool is unlabelled, not even what its claims forgot. Only of those who have no business there."""
    unlabelled = [packet for packet, label in zip(packets, labels) if label == 0 and not packet.is_lookup]
    acquainted = {
        frozenset(packet.addresses) for packet in unlabelled if not is_during_any(incidents, packet.time)
    }
    strangers = [one for one in incidents.values() if one.actor in STRANGERS]
    for packet in unlabelled:
        pair = frozenset(packet.addresses)
        for incident in strangers:
            if incident.start <= packet.time <= incident.end + GRACE_SECONDS and pair not in acquainted:
                if pair & incident.actors and pair & incident.targets and len(pair) == 2:
                    problem('tool', f'{packet} is between actor and target of {incident.name} and not labelled')


def main(paths):
    if not paths:
        print('usage: check-labels.py RECORDING...', file=sys.stderr)
        return 2
    is_good = True
    for path in paths:
        try:
            problems, packets, labelled = check(path)
        except (OSError, ValueError, KeyError) as error:
            print(f'{path}: cannot be checked: {error}', file=sys.stderr)
            return 2
        for found in problems.values():
            for text in found[:MOST_PER_KIND]:
                print(f'{path}: {text}')
            if len(found) > MOST_PER_KIND:
                print(f'{path}: … and {len(found) - MOST_PER_KIND} more of these')
        is_good = is_good and not problems
        print(f'{path}: {packets} packets, {labelled} labelled, {sum(map(len, problems.values()))} problems')
    return 0 if is_good else 1


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
