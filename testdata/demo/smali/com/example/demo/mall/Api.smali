.class public final Lcom/example/demo/mall/Api;
.super Ljava/lang/Object;
.source "Api.java"

.field public static final BASE:Ljava/lang/String; = "https://api.demo-mall.cn/v2/"
.field public static final DEBUG_BASE:Ljava/lang/String; = "http://10.0.2.2:3000/v2/"

# static String base(boolean debug)
.method public static base(Z)Ljava/lang/String;
    .registers 2
    if-eqz p0, :release
    const-string v0, "http://10.0.2.2:3000/v2/"
    return-object v0
    :release
    const-string v0, "https://api.demo-mall.cn/v2/"
    return-object v0
.end method
