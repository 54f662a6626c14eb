# 家庭

family-removed = 👪 你已不在家庭「{ $household }」里了。你的记录都还是你的；要把那段时间的克数从它的合计里取走，发 /family。
erased-households = 家庭里的资格、孩子的昵称和代记
