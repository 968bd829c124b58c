# serve.
serve-forget = 已在运行的服务重新启动后生效
serve-list = xunzhang serve token list
serve-has-no-token = { $name } 没有令牌
serve-shown-once = 令牌只显示这一次；已在运行的服务重新启动后生效
serve-no-random = 系统未给出随机字节：{ $error }
serve-has-token = { $name } 已有令牌
serve-revoke-first = 请先收回：xunzhang serve token revoke { $name }
serve-for-whom = 请写明发给谁
serve-nobody = 令牌须属于某人
serve-no-token-line = { $file } 第 { $nth } 行不是令牌
serve-remove-line = 请删去该行，并为其所有者另发令牌
serve-right = 请取得读取权限；不用令牌则删去它
