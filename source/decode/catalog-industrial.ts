import { ams } from './ams.ts';
import { bacnet } from './bacnet.ts';
import { canEthernet } from './can-ethernet.ts';
import { coap } from './coap.ts';
import { dnp3 } from './dnp3.ts';
import { egd } from './egd.ts';
import { enip } from './enip.ts';
import { esio } from './esio.ts';
import { hartIp } from './hart-ip.ts';
import { hislip } from './hislip.ts';
import { iec104 } from './iec104.ts';
import { knxnetIp } from './knxnet-ip.ts';
import { modbus } from './modbus.ts';
import { mqtt } from './mqtt.ts';
import { omronFins } from './omron-fins.ts';
import { opcUa } from './opc-ua.ts';
import type { Protocol } from './protocol.ts';
import { sBus } from './s-bus.ts';
import { synchrophasor } from './synchrophasor.ts';
import { tpkt } from './tpkt.ts';

/** Machines talking to machines: plants, grids, buildings, sensors. Part of the catalog. */
export const industrialCatalog: readonly Protocol[] = [
  dnp3,
  modbus,
  mqtt,
  synchrophasor,
  omronFins,
  opcUa,
  hislip,
  enip,
  tpkt,
  hartIp,
  ams,
  iec104,
  coap,
  bacnet,
  esio,
  sBus,
  knxnetIp,
  egd,
  canEthernet,
];
