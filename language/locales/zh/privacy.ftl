# 你的数据

privacy-home =
    🔐 <b>你的数据</b>
    我保存：昵称、方式、公里、日期、证据等级和你的同意。
    不保存：手机号、完整轨迹、照片里的定位。
    账本里只有克数和加密的承诺，没有名字。单位只看 5 人以上的合计。
privacy-organisation = 所属：{ $organisation }
privacy-region = 地区：{ $region }
privacy-partners = <b>能送来行程的合作方</b>
privacy-partner-line = { $partner } · { $day }授权 · 代号 <code>{ $member }</code>
privacy-partners-none = 没有合作方能送来你的行程。
privacy-button-withdraw = 撤回 { $partner }
privacy-withdraw-ask = 撤回对 <b>{ $partner }</b> 的授权？之后它送来的一概不收，已记下的不变。
privacy-button-withdraw-yes = 撤回
privacy-withdrawn = 已撤回，立即生效。{ $partner } 再送来的一概不收。
privacy-button-region = 🗺 地区
privacy-button-policy = 隐私全文
privacy-switches = 这些默认都关着，由你打开：
