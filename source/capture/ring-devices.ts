/** Which interface and link type the packets of a device have, by the number the kernel gives it. */
import { linkTypeOfHardware } from './ring-layout.ts';
import type { CaptureInterface } from './source.ts';

type Device = { readonly interfaceId: number; readonly linkType: number };

/** `current…` describe the device last selected: most packets come from the same one as the one before. */
export class RingDevices {
  readonly interfaces: CaptureInterface[] = [];
  currentIndex = -1;
  currentId = 0;
  currentLinkType = 0;
  private readonly known = new Map<number, Device>();
  private readonly nameOf: (index: number) => string | undefined;
  private readonly snapLength: number;
  /** The one interface we capture on; undefined for all of them. */
  private readonly only: CaptureInterface | undefined;

  constructor(
    only: { name: string; hardwareType: number } | undefined,
    snapLength: number,
    nameOf: (index: number) => string | undefined,
  ) {
    this.snapLength = snapLength;
    this.nameOf = nameOf;
    if (only !== undefined) this.only = this.add(only.name, linkTypeOfHardware(only.hardwareType));
  }

  select(index: number, hardwareType: number): void {
    let device = this.known.get(index);
    if (device === undefined) {
      device = this.identify(index, linkTypeOfHardware(hardwareType));
      this.known.set(index, device);
    }
    this.currentIndex = index;
    this.currentId = device.interfaceId;
    this.currentLinkType = device.linkType;
  }

  /** Our one interface keeps its entry when it comes back under a new number, unless it is another kind now. */
  private identify(index: number, linkType: number): Device {
    if (this.only?.linkType === linkType) return { interfaceId: 0, linkType };
    this.add(this.only?.name ?? this.nameOf(index) ?? `interface ${index}`, linkType);
    return { interfaceId: this.interfaces.length - 1, linkType };
  }

  private add(name: string, linkType: number): CaptureInterface {
    const added = { name, linkType, snapLength: this.snapLength };
    this.interfaces.push(added);
    return added;
  }
}
