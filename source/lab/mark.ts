/** How processes and folders of a lab are recognised by `oddwire lab clean`: a variable in their environment. */
export const labMark = 'ODDWIRE_LAB';

/** Temporary folders of labs begin so; the number of the lab's process follows. */
export const labFolderPrefix = 'oddwire-lab-';
