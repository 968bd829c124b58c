# What the system says.
system-not-found = 没有此文件或文件夹
system-no-right = 没有权限
system-exists = 已经存在
system-is-folder = 是文件夹
system-no-folder = 不是文件夹
system-full = 磁盘已满
system-read-only = 文件系统只读
system-quota = 已超出配额
system-too-large = 文件过大
system-name = 名称过长或不合规定
system-connection-refused = 连接被拒绝
system-timed-out = 超时
system-address-used = 地址已被占用
system-no-address = 本机没有此地址
system-memory = 内存不足
system-closed = 对方已关闭
