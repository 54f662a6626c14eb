# 核对方法原文：一叶的两位管理员

command-attest = 核对方法原文
attest-none = 没有在等原文的方法。
attest-list =
    📎 <b>核对方法原文</b>
    下面的方法只有引文，市场批次先不做。两位管理员各自发来同一份原文文件，就发布下一版本，写明原文的 SHA-256。文件不保存，只留摘要和长度。
attest-line =
    • <b>{ $methodology }</b> { $title }：{ $state ->
        [own] 你已发来，等另一位管理员
        [other] 另一位管理员已发来，等第二位
        [both] 两位发来的文件不一样
       *[none] 还没有人发来
    }
attest-ask =
    请把 <b>{ $methodology }</b> 的原文（{ $issuer }）作为文件发给我，不超过 20 MB。
    请用自己从发布单位取得的那一份，不要用别人转来的。先核对数值：{ $values }。
    对不上就不要发：那需要一个改了数值的新版本。
attest-own = 你发来的：{ $length } 字节，SHA-256 <code>{ $sha256 }</code>。再发一份会替换它。
attest-button-withdraw = ↩️ 收回我发的
attest-withdrawn = 已收回你为 { $methodology } 发来的原文。
attest-nothing = 你没有为 { $methodology } 发过原文，没有可收回的。
attest-as-file = 请作为文件发送：照片会被重新压缩，每次都不一样，没法核对。
attest-waiting =
    收到 { $length } 字节，SHA-256 <code>{ $sha256 }</code>。
    还需要另一位管理员发来同一份文件，才会发布 { $methodology } 的下一版本。
attest-differ =
    收到 { $length } 字节，SHA-256 <code>{ $sha256 }</code>。
    这与另一位管理员发来的文件不一样，什么也没有发布。请一起核对是哪一份，谁错了谁重新发。
attest-published =
    ✅ 两份一样，SHA-256 <code>{ $sha256 }</code>。
    { $following } 已发布，一分钟后用于新的记录；旧记录仍按 { $methodology }。
attest-told-waiting = 📎 另一位管理员发来了 { $methodology } 的原文。请用 /attest 发来你自己取得的那一份。
attest-told-differ = 📎 另一位管理员为 { $methodology } 发来的原文与你的不一样，什么也没有发布。请一起核对，再用 /attest。
attest-told-published = ✅ { $methodology } 的原文已由两位管理员核对，{ $following } 已发布。
