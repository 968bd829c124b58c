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
