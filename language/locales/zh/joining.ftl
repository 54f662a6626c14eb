# 邀请和加入申请

inviting-button = 📈 邀请情况
inviting-home = 📈 <b>{ $organisation } 的邀请</b>：打开 · 加入 · 记过第一笔
inviting-none = 现在没有有效的邀请。点“邀请码”生成一个。
inviting-line =
    • { $kind ->
        [week] 节能周
        [role] 带角色，限一人
        [unit] { $unit }
       *[all] 所有人
    }，{ $until }前：{ $views } · { $joins } / { $cap } · { $begun }
inviting-roster = • 名册，{ $invited } 人：{ $views } · { $joins }
inviting-few = –
inviting-first = “–”：一个邀请有 { $least } 人加入以后，才显示多少人记过。
inviting-button-print = 🖨 打印张贴页
inviting-printed =
    🖨 { $pages } 页可打印：一页给所有人，每个部门一页。{ $more ->
        [0] 用浏览器打开文件即可。
       *[other] 还有 { $more } 个部门放不下。
    }
inviting-sheet = 用手机相机扫码，在一叶加入 { $organisation }。{ $until }前有效。
inviting-ask-link =
    给没有邀请码的人；他们申请，你来决定：
    { $link }

request-ask =
    你没有 <b>{ $organisation }</b> 的邀请，但可以申请。组织者会看到你的昵称：{ $name }。
    申请就表示：获准后愿意加入。
request-button-ask = 🙋 申请加入
request-waits = 🙋 已申请。<b>{ $organisation }</b> 的组织者决定后会告诉你；在那之前什么也不变。
request-button-list = 🙋 加入申请
request-list = 🙋 这些人申请加入 <b>{ $organisation }</b>：
request-none = 现在没有人申请加入。
request-line = { $number }. { $name }，{ $day }申请
request-button-approve = ✅ { $number }
request-button-decline = ✖️ { $number }
request-approved = ✅ { $name } 已加入。
request-declined = 已婉拒 { $name }，会告诉对方。
join-request-told = 🙋 有人申请加入 <b>{ $organisation }</b>。
join-request-approved = ✅ 已加入 <b>{ $organisation }</b>。
join-request-declined = <b>{ $organisation }</b> 的组织者没有同意你的申请。你的记录还是你的，什么也没变。

email-button = ✉️ 用邮箱加入
email-ask = ✉️ 输入你的工作邮箱，比如 name@company.com。我会寄一个验证码过去；邮箱地址本身不保存。
email-malformed = 这个邮箱地址我读不懂。再输一次，比如 name@company.com。
email-sent = ✉️ 如果这个邮箱属于这里的某个单位，六位验证码已经寄出。十分钟内在这里输入。
email-subject = 一叶的验证码
email-letter =
    你在一叶加入 { $organisation } 的验证码：{ $code }

    十分钟内在聊天里输入。如果不是你本人操作，忽略这封信即可：没有验证码什么也不会发生。

start-button-agree-of-age = 同意并开始（我已满 { $age } 岁）
start-button-younger = 我未满 { $age } 岁
start-younger =
    自己的账号要满 { $age } 岁才能开，所以这里什么也不保存，连你问过也不记。
    家里的大人可以用昵称替你记：让他们发 /family。
