# What went wrong, and what to type next.
failure-error = 错误：{ $what }
failure-hint = 提示：{ $hint }
failure-no-report = { $file } 中没有报告
failure-spelling = 请检查文件名是否写对
failure-cannot-read = 无法读取 { $file }：{ $error }
failure-wrote = 已写入 { $file }
failure-own-folder = 请指定自己有权写入的文件夹中的文件
failure-cannot-write = 无法写入 { $file }：{ $error }
failure-ask-owner = 请向文件的所有者申请读取权限
failure-report = 请运行 `xunzhang verify`：如索引损坏，`xunzhang index` 会重建；如未发现损坏，请把这一行和输入的命令报告给 { $fault }（RUST_BACKTRACE=1 可显示更多）
failure-unexpected = xunzhang 遇到未预料的情况：{ $message }（在 { $fault }）
failure-certificates = XUNZHANG_ENGINE_CA 须为 PEM 证书文件
failure-cannot-read-path = 无法读取 { $path }：{ $error }
failure-name-index = 用 --index 文件夹 或 XUNZHANG_INDEX 指定位置
failure-no-home = 没有可存放索引的主目录
failure-cannot-read-folder = 无法读取 { $folder }：{ $error }
failure-name-writable = 请指定自己有权写入的文件夹
failure-cannot-write-into = 无法写入 { $folder }：{ $error }
failure-output = 无法写出结果：{ $error }
failure-no-thread = 系统未能再启动线程：{ $why }
failure-threads = 此刻内存不足或进程过多，或限制（`ulimit -v`、`-u`）过低；`index --threads 1` 所需最少
