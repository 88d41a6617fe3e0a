.class public final Lcom/example/demo/mall/Pay;
.super Ljava/lang/Object;
.source "Pay.java"

.method static constructor <clinit>()V
    .registers 1
    const-string v0, "mall"
    invoke-static {v0}, Ljava/lang/System;->loadLibrary(Ljava/lang/String;)V
    return-void
.end method

.method public static native address()Ljava/lang/String;
.end method
