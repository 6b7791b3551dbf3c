/** Names of ONC remote procedure call programs and of their procedures. */

// biome-ignore format: a table
const programNames: Readonly<Record<number, string>> = {
  100000: 'Portmap', 100001: 'RSTAT', 100002: 'RUSERS', 100003: 'NFS', 100004: 'YPSERV', 100005: 'MOUNT',
  100007: 'YPBIND', 100008: 'WALL', 100011: 'RQUOTA', 100012: 'SPRAY', 100021: 'NLM', 100024: 'STAT',
  100026: 'BOOTPARAMS', 100068: 'CMSD', 100083: 'TTDB', 100133: 'NSM', 100227: 'NFSACL', 150001: 'PCNFSD',
};

// biome-ignore format: a table
const nfs2: readonly string[] = [
  'NULL', 'GETATTR', 'SETATTR', 'ROOT', 'LOOKUP', 'READLINK', 'READ', 'WRITECACHE', 'WRITE', 'CREATE', 'REMOVE',
  'RENAME', 'LINK', 'SYMLINK', 'MKDIR', 'RMDIR', 'READDIR', 'STATFS',
];

// biome-ignore format: a table
const nfs3: readonly string[] = [
  'NULL', 'GETATTR', 'SETATTR', 'LOOKUP', 'ACCESS', 'READLINK', 'READ', 'WRITE', 'CREATE', 'MKDIR', 'SYMLINK', 'MKNOD',
  'REMOVE', 'RMDIR', 'RENAME', 'LINK', 'READDIR', 'READDIRPLUS', 'FSSTAT', 'FSINFO', 'PATHCONF', 'COMMIT',
];

const nfs4: readonly string[] = ['NULL', 'COMPOUND'];
const mount: readonly string[] = ['NULL', 'MNT', 'DUMP', 'UMNT', 'UMNTALL', 'EXPORT'];
const portmap: readonly string[] = ['NULL', 'SET', 'UNSET', 'GETPORT', 'DUMP', 'CALLIT'];
const rpcbind: readonly string[] = ['NULL', 'SET', 'UNSET', 'GETADDR', 'DUMP', 'BCAST', 'GETTIME'];
const lockManager: readonly string[] = ['NULL', 'TEST', 'LOCK', 'CANCEL', 'UNLOCK', 'GRANTED'];

export function programName(program: number): string {
  return programNames[program] ?? (program === 0 ? 'RPC' : `program ${program}`);
}

function proceduresOf(program: number, version: number): readonly string[] {
  switch (program) {
    case 100000:
      return version === 2 ? portmap : rpcbind;
    case 100003:
      return version === 2 ? nfs2 : version === 3 ? nfs3 : nfs4;
    case 100005:
      return mount;
    case 100021:
      return lockManager;
    default:
      return [];
  }
}

export function procedureName(program: number, version: number, procedure: number): string {
  const name = proceduresOf(program, version)[procedure];
  if (name === undefined) return `${programName(program)} procedure ${procedure}`;
  return program === 100003 ? name : `${programName(program)} ${name}`;
}
