# What the system says.
system-not-found = no such file or folder
system-no-right = no right to do this
system-exists = it is there already
system-is-folder = it is a folder
system-no-folder = it is no folder
system-full = the disk is full
system-read-only = the file system is read-only
system-quota = the quota is used up
system-too-large = the file is too large
system-name = the name is too long or not allowed
system-connection-refused = the connection was refused
system-timed-out = it took too long
system-address-used = the address is in use
system-no-address = there is no such address here
system-memory = there is too little memory
system-closed = the other side has closed
